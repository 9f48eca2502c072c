package datalab.lab.aggregate.pick;

import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Extracts the values that a {@link PickFold} retains of an event, and presents those of the picked one. Immutable. */
interface Picked {

    /** Whether the event takes part at all. */
    boolean takes(Event event);

    /** The value it is picked by; null where time alone decides. */
    @Nullable
    Object by(Event event);

    /** What is kept of it. */
    @Nullable
    Object[] values(Event event);

    List<Column> columns();

    /** Adds one value for each column; {@code pick} is null where nothing was picked. */
    void present(@Nullable Pick pick, List<@Nullable Object> into);

    /** The components without those of the time and place. */
    List<Component> components();

    void presentComponents(@Nullable Pick pick, List<@Nullable Object> into);

    /**
     * An expression for each column.
     *
     * @param pick gives the SQL that picks one value of those that the partials' events have
     */
    List<String> sql(ComponentSql sql, UnaryOperator<String> pick);

    /** The value it is picked by; asked for only where there is one. */
    default String bySql(ComponentSql sql) {
        throw new IllegalStateException(name() + " is picked by time");
    }

    /** The name of the aggregate. */
    String name();

    /** What the components of time and place are called: a prefix for {@code time}, {@code partition}, {@code offset}. */
    String orderPrefix();
}
