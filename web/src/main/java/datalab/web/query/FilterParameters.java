package datalab.web.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.OperationParameter;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.archive.EventQuery;
import datalab.store.query.FieldFilter;
import datalab.store.query.Filters;
import datalab.web.http.HttpProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters by which rows are chosen: {@code name=a&name=b} by values of a column, {@code value.min=} and
 * {@code value.max=} by bounds, {@code value.none=true} by having none, {@code limit.is=} by a column that has the name of
 * another parameter. Thread-safe.
 */
public final class FilterParameters {
    public static final FilterParameters NONE = new FilterParameters(List.of(), List.of(), List.of());

    private static final String IS = ".is";
    private static final String MIN = ".min";
    private static final String MAX = ".max";
    private static final String NONE_TOO = ".none";
    private static final List<String> PERIOD = List.of("from", "to");

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Collection<String> own;
    private final List<String> times;
    private final Map<String, String> names = new LinkedHashMap<>();

    private FilterParameters(List<Column> columns, Collection<String> own, List<String> times) {
        this.own = List.copyOf(own);
        this.times = List.copyOf(times);
        for (Column column : columns) {
            this.columns.put(column.name(), column);
            if (!own.contains(column.name())) {
                names.put(column.name(), column.name());
            }
        }
        for (Column column : columns) {
            names.putIfAbsent(column.name() + IS, column.name());
            if (isOrdered(column)) {
                names.putIfAbsent(column.name() + MIN, column.name());
                names.putIfAbsent(column.name() + MAX, column.name());
            }
            names.putIfAbsent(column.name() + NONE_TOO, column.name());
        }
    }

    /**
     * Of some columns.
     *
     * @param own the endpoint's other parameters, which mean what they mean there
     * @param times what the time of a row is called, by which {@code from} and {@code to} choose
     */
    static FilterParameters of(List<Column> columns, Collection<String> own, String... times) {
        return new FilterParameters(
                columns.stream()
                        .filter(column -> column.type() != Column.Type.JSON)
                        .toList(),
                own,
                List.of(times));
    }

    /** Of the fields of a stream. */
    public static FilterParameters of(EventStream stream, Collection<String> own) {
        List<Column> fields =
                stream.fields().stream().map(FilterParameters::column).toList();
        String time = stream.time();
        return time == null ? of(fields, own, EventQuery.TIME) : of(fields, own, EventQuery.TIME, time);
    }

    static Column column(Field field) {
        return new Column(field.name(), Column.Type.of(field.type()), field.unit());
    }

    boolean contains(String name) {
        return names.containsKey(name);
    }

    /** What to say of a name that is none of these: how to ask for a period; empty of other names. */
    String hint(String name) {
        boolean isTime = own.containsAll(PERIOD)
                && times.stream()
                        .anyMatch(time ->
                                Stream.of("", IS, MIN, MAX, NONE_TOO).anyMatch(suffix -> name.equals(time + suffix)));
        return isTime ? "; rows are chosen by their time with " + String.join(" and ", PERIOD) : "";
    }

    /** The names of the columns. */
    public Collection<String> columns() {
        return columns.keySet();
    }

    boolean isNone() {
        return columns.isEmpty();
    }

    /** Those of values, without what may follow a name. */
    Stream<String> plainNames() {
        return names.keySet().stream().filter(columns::containsKey);
    }

    /** What the request asks of each column. */
    public Filters parse(QueryParameters query, TimeParameters times) {
        Map<String, FieldFilter> filters = new LinkedHashMap<>();
        for (Column column : columns.values()) {
            List<Object> anyOf = new ArrayList<>();
            given(query, column, "").forEach(text -> anyOf.add(FieldParameters.parse(column, text, times)));
            given(query, column, IS).forEach(text -> anyOf.add(FieldParameters.parse(column, text, times)));
            if (anyOf.size() > FieldFilter.VALUES_MAX) {
                throw HttpProblem.badRequest(
                        "'" + column.name() + "' is given more than " + FieldFilter.VALUES_MAX + " values");
            }
            Object min = bound(query, column, MIN, times);
            Object max = bound(query, column, MAX, times);
            boolean orNone = orNone(query, column, times);
            if (!anyOf.isEmpty() || min != null || max != null || orNone) {
                filters.put(column.name(), new FieldFilter(anyOf, min, max, orNone));
            }
        }
        return new Filters(filters);
    }

    private @Nullable Object bound(QueryParameters query, Column column, String suffix, TimeParameters times) {
        String given = once(query, column, suffix);
        return given == null ? null : FieldParameters.parse(column, given, times);
    }

    private boolean orNone(QueryParameters query, Column column, TimeParameters times) {
        String given = once(query, column, NONE_TOO);
        Column named = new Column(column.name() + NONE_TOO, Column.Type.BOOLEAN, null);
        return given != null && Boolean.TRUE.equals(FieldParameters.parse(named, given, times));
    }

    private @Nullable String once(QueryParameters query, Column column, String suffix) {
        List<String> given = given(query, column, suffix);
        if (given.size() > 1) {
            throw HttpProblem.badRequest(
                    "parameter '" + column.name() + suffix + "' is given " + given.size() + " times, expected once");
        }
        return given.isEmpty() ? null : given.getFirst();
    }

    /** What the name stands for may be another column. */
    private List<String> given(QueryParameters query, Column column, String suffix) {
        String name = column.name() + suffix;
        boolean isFree = !own.contains(name);
        return isFree && column.name().equals(names.get(name)) ? query.all(name) : List.of();
    }

    /** As the document has them: the form with {@code .is} only where the plain one means something else. */
    List<OperationParameter> described(Collection<String> wanted) {
        List<OperationParameter> all = new ArrayList<>();
        names.forEach((name, of) -> {
            Column column = Objects.requireNonNull(columns.get(of));
            boolean isRepeated = name.endsWith(IS) && names.containsKey(of);
            if (wanted.contains(of) && !isRepeated) {
                all.add(described(name, column));
            }
        });
        return all;
    }

    private static OperationParameter described(String name, Column column) {
        ObjectNode schema = FieldParameters.schema(column);
        return switch (name.substring(Math.min(name.length(), column.name().length()))) {
            case MIN -> OperationParameter.query(name, "only rows with at least this value", schema);
            case MAX -> OperationParameter.query(name, "only rows with at most this value", schema);
            case NONE_TOO ->
                OperationParameter.query(
                        name, "rows without a value, too; alone only these", JsonSchema.type("boolean"));
            default ->
                OperationParameter.query(
                        name, "only rows with this value, or one of these", JsonSchema.arrayOf(schema));
        };
    }

    private static boolean isOrdered(Column column) {
        return switch (column.type()) {
            case NUMBER, INTEGER, TIME -> true;
            case STRING, BOOLEAN, JSON -> false;
        };
    }
}
