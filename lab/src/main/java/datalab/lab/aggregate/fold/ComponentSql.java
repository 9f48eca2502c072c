package datalab.lab.aggregate.fold;

import datalab.lab.expression.Column;

/**
 * Builds SQL expressions over the component columns of a row's partials. An aggregate merges them with SQL's own aggregate
 * functions, in the syntax of PostgreSQL. The sums are rounded at each step; DataLab's own answers come from the partials'
 * bytes and are exact.
 */
public interface ComponentSql {

    /** The column of a component, one value for each partial. */
    String column(String aggregate, String suffix);

    /** It in an order that is the same everywhere: texts by code point. */
    default String ordered(String aggregate, String suffix, Column.Type type) {
        String column = column(aggregate, suffix);
        return type == Column.Type.STRING ? column + " collate \"C\"" : column;
    }

    /**
     * One more column beside each partial, computed by window functions {@code over of_row}, which are all partials of the row.
     * Gives its name.
     */
    String overRow(String aggregate, String suffix, String expression);
}
