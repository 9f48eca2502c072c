package datalab.lab.aggregate.fold;

import java.util.List;

/**
 * One aggregate of a view: a commutative monoid over the events of a row. Expressions are CEL over the stream's fields; a
 * plain field name is the usual case. Events for which an expression has no value (null) do not count. Each is a record: what
 * its {@code toString} says is part of its view's definition.
 */
public interface Aggregate {

    /** The column that it is presented under; of what has several columns, what their components are named by. */
    String name();

    /** The stream's fields whose values the JSON object in its column has; none where it is no such object. */
    default List<String> members() {
        return List.of();
    }

    /** Its fold over the events of a stream. */
    Fold<?> compile(FoldCompiler compiler);
}
