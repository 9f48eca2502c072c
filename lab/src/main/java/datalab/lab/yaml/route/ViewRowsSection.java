package datalab.lab.yaml.route;

import datalab.lab.Route;
import datalab.lab.Route.Cache;
import datalab.lab.Route.RowMember;
import datalab.lab.yaml.endpoint.Endpoint;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.DeclaredView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code rows:} of views: one, or several that are joined. */
final class ViewRowsSection {
    private static final int VIEWS_MAX = 10;
    private static final int COLUMNS_MAX = 500;
    private static final String JOIN = "join";
    private static final String COLUMNS = "columns";
    private static final String WINDOW_START = "window_start";
    private static final Map<String, Route.Join> JOINS = new LinkedHashMap<>();

    static {
        JOINS.put("full", Route.Join.FULL);
        JOINS.put("left", Route.Join.LEFT);
        JOINS.put("inner", Route.Join.INNER);
    }

    private final Map<String, DeclaredStream> streams;
    private final Map<String, DeclaredView> views;

    ViewRowsSection(Map<String, DeclaredStream> streams, Map<String, DeclaredView> views) {
        this.streams = streams;
        this.views = views;
    }

    /** Whether it is views that {@code rows:} names. */
    boolean isOfViews(YamlValue rows) {
        return rows.isList() || (rows.isText() && views.containsKey(rows.text("a name")));
    }

    /** The stream that {@code rows:} names. */
    @Nullable
    String streamOf(YamlMap map, YamlValue rows) {
        for (String name : List.of(JOIN, COLUMNS)) {
            YamlValue beside = map.get(name);
            if (beside != null) {
                beside.refuseName(name + " beside rows of a stream", "it beside rows of views", null);
            }
        }
        if (rows.isMap()) {
            rows.refuse("the name of a stream or view, or a list of views to join, such as [hourly, weather]");
            return null;
        }
        return rows.oneOf(Stream.concat(streams.keySet().stream(), views.keySet().stream())
                .toList());
    }

    Route read(Endpoint endpoint, YamlMap map, YamlValue rows) {
        int before = rows.mistakes().size();
        List<DeclaredView> named = views(rows);
        boolean isKnown = rows.mistakes().size() == before && named.stream().allMatch(DeclaredView::sound);
        YamlValue join = map.get(JOIN);
        if (join != null && isKnown && named.size() < 2) {
            join.refuseName("a join of one view", "two views or more in rows:, such as rows: [hourly, weather]", null);
        }
        Map<String, RowMember> columns =
                isKnown && new JoinableCheck(rows).check(named) ? columns(map, rows, named) : Map.of();
        Route.Join kind = join == null ? null : join.choice(JOINS);
        return new Route.ViewRows(
                endpoint.method(),
                endpoint.path(),
                named.stream().map(one -> one.view().name()).toList(),
                kind == null ? Route.Join.FULL : kind,
                columns,
                map.read("time", RouteSection::timePattern),
                map.read("max_rows", RouteSection::maxRows, RouteSection.ROWS_MAX),
                map.read("cache", RouteSection::cache, Cache.NONE));
    }

    private List<DeclaredView> views(YamlValue rows) {
        List<YamlValue> items = rows.oneOrMore();
        if (items.isEmpty() || items.size() > VIEWS_MAX) {
            rows.refuse(items.size() + " views", "1 to " + VIEWS_MAX);
        }
        List<DeclaredView> found = new ArrayList<>();
        for (YamlValue item : items) {
            DeclaredView view = view(item);
            if (view != null && found.contains(view)) {
                item.refuse("each view once");
            } else if (view != null) {
                found.add(view);
            }
        }
        return found;
    }

    private @Nullable DeclaredView view(YamlValue item) {
        if (item.isText() && streams.containsKey(item.text("a name"))) {
            item.refuse(
                    "a stream", "a view, as rows are joined by the fields that views group by and by their windows");
            return null;
        }
        String name = item.oneOf(views.keySet());
        return name == null ? null : views.get(name);
    }

    private static Map<String, RowMember> columns(YamlMap map, YamlValue rows, List<DeclaredView> named) {
        YamlValue section = map.get(COLUMNS);
        return section == null ? allColumns(rows, named) : chosenColumns(section, named);
    }

    /** Everything that the views show, under its own name. */
    private static Map<String, RowMember> allColumns(YamlValue rows, List<DeclaredView> named) {
        Map<String, RowMember> all = keys(named.getFirst());
        for (DeclaredView view : named) {
            String name = view.view().name();
            for (String column : view.columns()) {
                if (all.get(column) instanceof RowMember.ViewValue(String other, String same)) {
                    rows.refuseName(
                            "views " + other + " and " + name + ", which both have a column " + same,
                            "columns: beside it, with a name for each, such as columns: {%s: %s.%s, %s_%s: %s.%s}"
                                    .formatted(same, other, same, name, same, name, same),
                            null);
                } else {
                    all.put(column, new RowMember.ViewValue(name, column));
                }
            }
        }
        return all;
    }

    private static Map<String, RowMember> keys(DeclaredView view) {
        Map<String, RowMember> keys = new LinkedHashMap<>();
        view.view().by().forEach(field -> keys.put(field, new RowMember.Group(field)));
        if (view.view().every() != null) {
            keys.put(WINDOW_START, new RowMember.WindowStart());
        }
        return keys;
    }

    private static Map<String, RowMember> chosenColumns(YamlValue section, List<DeclaredView> named) {
        Map<String, RowMember> sources = sources(named);
        Map<String, RowMember> columns = new LinkedHashMap<>();
        YamlMap map = section.map("a map of the members of a row, with what each shows");
        if (section.isMap() && map.names().isEmpty()) {
            section.refuse("an empty map", "at least one member, or no columns: for all under their own names");
        }
        for (YamlValue value : map.all(COLUMNS_MAX)) {
            RowMember shown = value.choice(sources);
            if (shown != null) {
                columns.put(value.name(), shown);
            }
        }
        return columns;
    }

    /** What there is to show: a column by its own name where one view has it, and by {@code view.column}. */
    private static Map<String, RowMember> sources(List<DeclaredView> named) {
        Map<String, RowMember> sources = keys(named.getFirst());
        Map<String, Long> count = named.stream()
                .flatMap(view -> view.columns().stream())
                .collect(Collectors.groupingBy(column -> column, Collectors.counting()));
        for (DeclaredView view : named) {
            String name = view.view().name();
            view.columns().stream()
                    .filter(column -> Objects.equals(count.get(column), 1L))
                    .forEach(column -> sources.put(column, new RowMember.ViewValue(name, column)));
        }
        for (DeclaredView view : named) {
            String name = view.view().name();
            view.columns().forEach(column -> sources.put(name + "." + column, new RowMember.ViewValue(name, column)));
        }
        return sources;
    }
}
