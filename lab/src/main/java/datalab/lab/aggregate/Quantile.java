package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateArguments;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import datalab.lab.aggregate.state.StateReader;
import datalab.lab.aggregate.state.StateWriter;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;
import org.jspecify.annotations.Nullable;

/** About the value below which a fraction of the values lies (KLL, k = 200: rank error 1.33 %; exact below some 200 values). */
public record Quantile(String name, String expression, double fraction) implements Aggregate {

    public static final AggregateFunction FUNCTION = new AggregateFunction(
            "quantile",
            "quantile(value, 0.95)",
            2,
            ".+,\\s*(0(\\.[0-9]+)?|1(\\.0+)?|\\.[0-9]+)\\s*",
            Map.of("median", "quantile(…, 0.5)", "percentile", "quantile"),
            Quantile::read);

    private static @Nullable Aggregate read(AggregateArguments call) {
        String numbers = call.numbers(0);
        Double fraction = call.number(1);
        if (fraction == null || fraction < 0 || fraction > 1) {
            String hint = fraction != null && fraction > 1 && fraction <= 100 ? String.valueOf(fraction / 100) : null;
            call.refuse(1, "a fraction from 0 to 1", hint);
            return null;
        }
        return new Quantile(call.column(), numbers, fraction);
    }

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new Compiled(name, compiler.numeric(expression), fraction);
    }

    private record Compiled(String name, Expression expression, double fraction) implements Fold<KllDoublesSketch> {
        private static final int K = 200;

        @Override
        public KllDoublesSketch empty() {
            return KllDoublesSketch.newHeapInstance(K);
        }

        @Override
        public void add(KllDoublesSketch into, Event event) {
            Object value = expression.value(event);
            if (value instanceof Number number) {
                into.update(number.doubleValue());
            }
        }

        @Override
        public void merge(KllDoublesSketch into, KllDoublesSketch other) {
            into.merge(other);
        }

        @Override
        public void encode(KllDoublesSketch state, StateWriter out) {
            out.writeBytes(state.toByteArray());
        }

        @Override
        public KllDoublesSketch decode(StateReader in) {
            return KllDoublesSketch.heapify(Memory.wrap(in.readBytes()));
        }

        @Override
        public List<Column> columns() {
            return List.of(new Column(name, Column.Type.NUMBER, expression.unit()));
        }

        @Override
        public void present(KllDoublesSketch state, List<@Nullable Object> into) {
            into.add(state.isEmpty() ? null : (Object) state.getQuantile(fraction, QuantileSearchCriteria.INCLUSIVE));
        }

        @Override
        public List<Component> components() {
            return List.of(new Component(name, "estimate", Column.Type.NUMBER));
        }

        @Override
        public void presentComponents(KllDoublesSketch state, List<@Nullable Object> into) {
            present(state, into);
        }

        /** Sketches do not merge in SQL: null where a row has several partials. */
        @Override
        public List<String> sql(ComponentSql sql) {
            return List.of("case when count(*) = 1 then min(" + sql.column(name, "estimate") + ") end");
        }

        /** The rank that one has for the other's answer lies within the sketches' error, of both together. */
        @Override
        public boolean agree(KllDoublesSketch one, KllDoublesSketch other) {
            if (one.isEmpty() || one.getN() != other.getN()) {
                return one.getN() == other.getN();
            }
            double quantile = other.getQuantile(fraction, QuantileSearchCriteria.INCLUSIVE);
            double error = one.getNormalizedRankError(false) + other.getNormalizedRankError(false);
            return one.getRank(quantile, QuantileSearchCriteria.EXCLUSIVE) <= fraction + error
                    && one.getRank(quantile, QuantileSearchCriteria.INCLUSIVE) >= fraction - error;
        }
    }
}
