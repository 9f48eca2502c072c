package datalab.lab.aggregate.fold;

import datalab.lab.aggregate.state.StateReader;
import datalab.lab.aggregate.state.StateWriter;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of a view, compiled against a stream: a commutative monoid over states {@code S}. Immutable; the states are
 * mutable and owned by one thread.
 */
public interface Fold<S> {

    S empty();

    void add(S into, Event event);

    /** Leaves {@code other} as it is and shares nothing mutable with it. */
    void merge(S into, S other);

    void encode(S state, StateWriter out);

    S decode(StateReader in);

    List<Column> columns();

    /** Adds one value for each column. */
    void present(S state, List<@Nullable Object> into);

    List<Component> components();

    /** Adds one value for each component. */
    void presentComponents(S state, List<@Nullable Object> into);

    /** What each column is in SQL, in the order of {@link #columns}: an expression that merges the components of partials. */
    List<String> sql(ComponentSql sql);

    /** Whether two states are of the same events, as far as can be determined. */
    default boolean agree(S one, S other) {
        StateWriter first = new StateWriter();
        StateWriter second = new StateWriter();
        encode(one, first);
        encode(other, second);
        return Arrays.equals(first.toBytes(), second.toBytes());
    }
}
