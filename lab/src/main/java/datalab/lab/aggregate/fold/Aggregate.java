package datalab.lab.aggregate.fold;

/**
 * One aggregate of a view: a commutative monoid over the events of a row. Expressions are CEL over the stream's fields; a
 * plain field name is the usual case. Events for which an expression has no value (null) do not count. Each is a record: what
 * its {@code toString} says is part of its view's definition.
 */
public interface Aggregate {

    /** The column that it is presented under; of what has several columns, what their components are named by. */
    String name();

    /** Its fold over the events of a stream. */
    Fold<?> compile(FoldCompiler compiler);
}
