package datalab.lab.aggregate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateArguments;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import datalab.lab.aggregate.state.MisraGriesSummary;
import datalab.lab.aggregate.state.StateReader;
import datalab.lab.aggregate.state.StateWriter;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import datalab.lab.json.ValueJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The most frequent values and their counts, as a JSON array of {@code {"value":…,"count":…}}, the most frequent first and
 * the lower of two equally frequent ones before the other. Exact up to 1,024 different values in a row; with more, a count may
 * be too low by 0.2 % of the row's events. Long texts count as their first characters.
 */
public record Top(String name, String expression, int values) implements Aggregate {

    public static final AggregateFunction FUNCTION = new AggregateFunction(
            "top",
            "top(3, value)",
            2,
            "\\s*([1-9][0-9]?|100)\\s*,.+",
            Map.of("mode", "top", "top_k", "top"),
            Top::read);

    private static final int VALUES_MAX = 100;
    private static final int CHARACTERS_MAX = 500;

    private static @Nullable Aggregate read(AggregateArguments call) {
        Double values = call.number(0);
        if (values == null || values < 1 || values > VALUES_MAX || values != Math.rint(values)) {
            boolean turned = values == null && call.number(1) != null;
            String hint = turned ? "top(" + call.text(1) + ", " + call.text(0) + ")" : null;
            call.refuse(0, "how many values, from 1 to " + VALUES_MAX, hint);
            return null;
        }
        return new Top(call.column(), call.expression(1), values.intValue());
    }

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new Compiled(name, compiler.expression(expression), values);
    }

    private record Compiled(String name, Expression expression, int values) implements Fold<MisraGriesSummary> {
        private static final JsonFactory JSON = new JsonFactory();

        @Override
        public MisraGriesSummary empty() {
            return new MisraGriesSummary();
        }

        @Override
        public void add(MisraGriesSummary into, Event event) {
            switch (expression.value(event)) {
                case null -> {}
                case String text -> into.add(beginning(text), 1);
                case Double number -> into.add(number + 0.0, 1); // both zeros are one value
                case Object other -> into.add(other, 1);
            }
        }

        private static String beginning(String text) {
            int limit = CHARACTERS_MAX;
            return text.length() <= limit || text.codePointCount(0, text.length()) <= limit
                    ? text
                    : text.substring(0, text.offsetByCodePoints(0, limit));
        }

        @Override
        public void merge(MisraGriesSummary into, MisraGriesSummary other) {
            into.merge(other);
        }

        @Override
        public void encode(MisraGriesSummary state, StateWriter out) {
            List<MisraGriesSummary.Counted> all = state.byValue();
            out.writeCount(all.size());
            for (MisraGriesSummary.Counted counted : all) {
                out.writeValue(counted.value());
                out.writeCount(counted.count());
            }
        }

        @Override
        public MisraGriesSummary decode(StateReader in) {
            MisraGriesSummary state = empty();
            for (long left = in.readCount(); left > 0; left--) {
                Object value = in.readValue();
                if (value == null) {
                    throw new IllegalStateException("a partial's bytes are damaged: a count of nothing");
                }
                state.add(value, in.readCount());
            }
            return state;
        }

        @Override
        public List<Column> columns() {
            return List.of(new Column(name, Column.Type.JSON, null));
        }

        @Override
        public void present(MisraGriesSummary state, List<@Nullable Object> into) {
            StringWriter text = new StringWriter();
            try (JsonGenerator out = JSON.createGenerator(text)) {
                out.writeStartArray();
                for (MisraGriesSummary.Counted counted : state.top(values)) {
                    out.writeStartObject();
                    out.writeFieldName("value");
                    ValueJson.write(out, counted.value());
                    out.writeNumberField("count", counted.count());
                    out.writeEndObject();
                }
                out.writeEndArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // in-memory streams do not throw
            }
            into.add(text.toString());
        }

        @Override
        public List<Component> components() {
            return List.of(new Component(name, "value", Column.Type.JSON));
        }

        @Override
        public void presentComponents(MisraGriesSummary state, List<@Nullable Object> into) {
            present(state, into);
        }

        /** Summaries do not merge in SQL: null where a row has several partials. */
        @Override
        public List<String> sql(ComponentSql sql) {
            return List.of("case when count(*) = 1 then (array_agg(" + sql.column(name, "value") + "))[1] end");
        }
    }
}
