package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.state.CountedSum;
import datalab.lab.aggregate.state.StateReader;
import datalab.lab.aggregate.state.StateWriter;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import java.util.List;

/** Folds into how many values there are and an exact sum: one column, in the unit of its expression. */
interface CountedSumFold extends Fold<CountedSum> {

    /** Of the column. */
    String name();

    Expression expression();

    @Override
    default CountedSum empty() {
        return new CountedSum();
    }

    @Override
    default void merge(CountedSum into, CountedSum other) {
        into.add(other);
    }

    @Override
    default void encode(CountedSum state, StateWriter out) {
        state.encode(out);
    }

    @Override
    default CountedSum decode(StateReader in) {
        return CountedSum.decode(in);
    }

    @Override
    default List<Column> columns() {
        return List.of(new Column(name(), Column.Type.NUMBER, expression().unit()));
    }
}
