package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Aggregate;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The approximate number of distinct values (HyperLogLog, 2^12 buckets, 4 KiB when full: relative error 1.6 % at one
 * sigma).
 */
public record Distinct(String name, String expression) implements Aggregate {

    public static final AggregateFunction FUNCTION = AggregateFunction.ofOne(
            "distinct", Map.of("unique", "distinct"), call -> new Distinct(call.column(), call.expression(0)));

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new Compiled(name, compiler.expression(expression));
    }

    private record Compiled(String name, Expression expression) implements Fold<Union> {
        private static final int BUCKETS_LOG2 = 12;
        private static final byte[] EMPTY_TEXT = {0}; // the sketch ignores empty texts; no kept text holds U+0000

        @Override
        public Union empty() {
            return new Union(BUCKETS_LOG2);
        }

        @Override
        public void add(Union into, Event event) {
            switch (expression.value(event)) {
                case null -> {}
                case String text when text.isEmpty() -> into.update(EMPTY_TEXT);
                case String text -> into.update(text);
                case Double number -> into.update(number);
                case Long number -> into.update(number);
                case Instant time -> into.update(new long[] {time.getEpochSecond(), time.getNano()});
                case Object other -> into.update(other.toString());
            }
        }

        @Override
        public void merge(Union into, Union other) {
            into.update(other.getResult(TgtHllType.HLL_8));
        }

        @Override
        public void encode(Union state, StateWriter out) {
            out.writeBytes(state.toCompactByteArray());
        }

        @Override
        public Union decode(StateReader in) {
            return Union.heapify(Memory.wrap(in.readBytes()));
        }

        @Override
        public List<Column> columns() {
            return List.of(new Column(name, Column.Type.INTEGER, null));
        }

        /** The estimate that depends on the buckets alone, not on the order in which they were filled. */
        @Override
        public void present(Union state, List<@Nullable Object> into) {
            into.add(Math.round(state.getCompositeEstimate()));
        }

        @Override
        public List<Component> components() {
            return List.of(new Component(name, "estimate", Column.Type.INTEGER));
        }

        @Override
        public void presentComponents(Union state, List<@Nullable Object> into) {
            present(state, into);
        }

        /** Sketches do not merge in SQL: null where a row has several partials. */
        @Override
        public List<String> sql(ComponentSql sql) {
            return List.of("case when count(*) = 1 then min(" + sql.column(name, "estimate") + ") end");
        }

        /** The buckets do not depend on the order in which they were filled; their bytes do. */
        @Override
        public boolean agree(Union one, Union other) {
            return one.getCompositeEstimate() == other.getCompositeEstimate();
        }
    }
}
