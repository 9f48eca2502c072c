package datalab.lab.aggregate.fold;

import datalab.lab.expression.Column;

/**
 * A plain column stored beside a partial's bytes, so that views can be queried in SQL. Where a row of the view lies in
 * several partials (of partitions or epochs), {@link Fold#sql} merges the components.
 *
 * @param aggregate the name of the aggregate it belongs to
 * @param suffix distinguishes the components of one aggregate; for {@code keep: last} a column's name, so what is no column
 *     begins with an underscore there
 */
public record Component(String aggregate, String suffix, Column.Type type) {

    /** The name of the stored column; no field and no aggregate can have the same. */
    public String column() {
        return "_" + aggregate + "_" + suffix;
    }
}
