package datalab.lab.view;

import datalab.lab.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much time lies in any of the intervals from each event's time to another that an expression gives, in seconds.
 */
record CoveredFold(String name, Expression until) implements Fold<Intervals> {

    @Override
    public Intervals empty() {
        return new Intervals();
    }

    @Override
    public void add(Intervals into, Event event) {
        if (until.value(event) instanceof Instant end) {
            into.add(micros(event.time()), micros(end));
        }
    }

    @Override
    public void merge(Intervals into, Intervals other) {
        into.add(other);
    }

    @Override
    public boolean agree(Intervals one, Intervals other) {
        return one.agrees(other);
    }

    @Override
    public void encode(Intervals state, StateWriter out) {
        state.encode(out);
    }

    @Override
    public Intervals decode(StateReader in) {
        return Intervals.decode(in);
    }

    @Override
    public List<Column> columns() {
        return List.of(new Column(name, Column.Type.NUMBER, "s"));
    }

    @Override
    public void present(Intervals state, List<@Nullable Object> into) {
        into.add(state.seconds());
    }

    @Override
    public List<Component> components() {
        return List.of(new Component(name, "intervals", Column.Type.STRING));
    }

    @Override
    public void presentComponents(Intervals state, List<@Nullable Object> into) {
        into.add(state.toString());
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
