package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import datalab.lab.aggregate.state.IntervalSet;
import datalab.lab.aggregate.state.StateReader;
import datalab.lab.aggregate.state.StateWriter;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The total length, in seconds, of the union of the intervals from each event's time to that of {@code until}. */
public record Covered(String name, String until) implements Aggregate {

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new Compiled(name, compiler.expression(until));
    }

    private record Compiled(String name, Expression until) implements Fold<IntervalSet> {
        @Override
        public IntervalSet empty() {
            return new IntervalSet();
        }

        @Override
        public void add(IntervalSet into, Event event) {
            if (until.value(event) instanceof Instant end) {
                into.add(micros(event.time()), micros(end));
            }
        }

        @Override
        public void merge(IntervalSet into, IntervalSet other) {
            into.add(other);
        }

        @Override
        public boolean agree(IntervalSet one, IntervalSet other) {
            return one.agrees(other);
        }

        @Override
        public void encode(IntervalSet state, StateWriter out) {
            state.encode(out);
        }

        @Override
        public IntervalSet decode(StateReader in) {
            return IntervalSet.decode(in);
        }

        @Override
        public List<Column> columns() {
            return List.of(new Column(name, Column.Type.NUMBER, "s"));
        }

        @Override
        public void present(IntervalSet state, List<@Nullable Object> into) {
            into.add(state.seconds());
        }

        @Override
        public List<Component> components() {
            return List.of(new Component(name, "intervals", Column.Type.STRING));
        }

        @Override
        public void presentComponents(IntervalSet state, List<@Nullable Object> into) {
            into.add(state.toString());
        }

        /** Intervals are kept as text of PostgreSQL's {@code int8multirange} of microseconds: <code>{[1,5),[7,9)}</code>. */
        @Override
        public List<String> sql(ComponentSql sql) {
            return List.of("(select coalesce(sum(upper(i) - lower(i)), 0) / 1e6 from unnest(range_agg("
                    + sql.column(name, "intervals") + "::int8multirange)) as i)::double precision");
        }

        private static long micros(Instant time) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time);
        }
    }
}
