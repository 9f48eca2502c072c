package datalab.lab.aggregate;

import datalab.lab.aggregate.state.StateReader;
import datalab.lab.aggregate.state.StateWriter;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import java.util.List;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;
import org.jspecify.annotations.Nullable;

/** About the value below which a fraction of the values lies: a KLL sketch, k = 200; exact below some 200 values. */
record QuantileFold(String name, Expression expression, double fraction) implements Fold<KllDoublesSketch> {
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
