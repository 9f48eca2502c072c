package datalab.lab.aggregate.pick;

import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.state.StateReader;
import datalab.lab.aggregate.state.StateWriter;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folds events to a single one: the first, the last, or the one with the greatest or least value. */
record PickFold(PickOrder order, Picked picked) implements Fold<PickFold.State> {

    static final class State {
        private @Nullable Pick pick;
    }

    @Override
    public State empty() {
        return new State();
    }

    @Override
    public void add(State into, Event event) {
        if (!picked.takes(event)) {
            return;
        }
        Pick current = into.pick;
        if (current != null && !order.hasBy() && isBeatenByTime(event, current)) {
            return; // most events: nothing need be made for them
        }
        Coordinate at = event.at();
        offer(into, new Pick(picked.by(event), picked.values(event), event.time(), at.partition(), at.offset()));
    }

    @Override
    public void merge(State into, State other) {
        offer(into, other.pick);
    }

    private void offer(State into, @Nullable Pick pick) {
        if (pick != null && (into.pick == null || order.prefers(pick, into.pick))) {
            into.pick = pick;
        }
    }

    private boolean isBeatenByTime(Event event, Pick current) {
        int byTime = event.time().compareTo(current.time());
        return order == PickOrder.FIRST ? byTime > 0 : byTime < 0;
    }

    @Override
    public void encode(State state, StateWriter out) {
        Pick pick = state.pick;
        out.writeBoolean(pick != null);
        if (pick != null) {
            out.writeValue(pick.time());
            out.writeCount(pick.partition());
            out.writeCount(pick.offset());
            out.writeValue(pick.byOrNull());
            out.writeCount(pick.values().length);
            for (Object value : pick.values()) {
                out.writeValue(value);
            }
        }
    }

    @Override
    public State decode(StateReader in) {
        State state = new State();
        if (in.readBoolean() && in.readValue() instanceof Instant time) {
            int partition = (int) in.readCount();
            long offset = in.readCount();
            Object by = in.readValue();
            @Nullable Object[] values = new @Nullable Object[(int) in.readCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = in.readValue();
            }
            state.pick = new Pick(by, values, time, partition, offset);
        }
        return state;
    }

    @Override
    public List<Column> columns() {
        return picked.columns();
    }

    @Override
    public void present(State state, List<@Nullable Object> into) {
        picked.present(state.pick, into);
    }

    @Override
    public List<Component> components() {
        List<Component> components = new ArrayList<>(picked.components());
        components.add(new Component(picked.name(), picked.orderPrefix() + "time", Column.Type.TIME));
        components.add(new Component(picked.name(), picked.orderPrefix() + "partition", Column.Type.INTEGER));
        components.add(new Component(picked.name(), picked.orderPrefix() + "offset", Column.Type.INTEGER));
        return components;
    }

    @Override
    public void presentComponents(State state, List<@Nullable Object> into) {
        Pick pick = state.pick;
        picked.presentComponents(pick, into);
        into.add(pick == null ? null : pick.time());
        into.add(pick == null ? null : (Object) (long) pick.partition());
        into.add(pick == null ? null : (Object) pick.offset());
    }

    @Override
    public List<String> sql(ComponentSql sql) {
        return picked.sql(sql, value -> pickSql(sql, value));
    }

    /** The value beside the picked event's time and place. */
    private String pickSql(ComponentSql sql, String value) {
        String time = sql.column(picked.name(), picked.orderPrefix() + "time");
        String direction = order == PickOrder.LAST ? "desc" : "asc";
        return "(array_agg(%1$s order by %2$s%3$s %4$s, %5$s %4$s, %6$s %4$s) filter (where %3$s is not null))[1]"
                .formatted(
                        value,
                        order.hasBy() ? picked.bySql(sql) + (order == PickOrder.MAX_BY ? " desc, " : ", ") : "",
                        time,
                        direction,
                        sql.column(picked.name(), picked.orderPrefix() + "partition"),
                        sql.column(picked.name(), picked.orderPrefix() + "offset"));
    }
}
