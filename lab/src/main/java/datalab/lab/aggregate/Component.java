package datalab.lab.aggregate;

import datalab.lab.expression.Column;
import datalab.lab.view.ViewFold;

/**
 * A plain column that a store keeps beside a partial's bytes, so that people can read views in SQL. Where a row of the view
 * lies in several partials (of partitions or epochs), SQL merges the components; every column of {@link ViewFold#columns}
 * is computed from its aggregate's components like this ({@code n} stands for the column {@code _<aggregate>_n}):
 *
 * <pre>
 * count            n                                    sum(n)
 * sum              sum                                  sum(sum)
 * avg              n, sum                               sum(sum) / nullif(sum(n), 0)
 * min              value                                min(value), text in code point order, false before true
 * max              value                                max(value)
 * stddev           n, mean, m2                          case when sum(n) > 1 then
 *                                                         sqrt(sum(m2 + n * (mean - m)^2) / (sum(n) - 1)) end
 *                                                         where m = sum(n * mean) / sum(n) over the same partials
 * first            value, time, partition, offset       (array_agg(value order by time, partition, offset)
 *                                                         filter (where time is not null))[1]
 * last             value, time, partition, offset       as first, order by time desc, partition desc, offset desc
 * max_by           value, by, time, partition, offset   as first, order by by desc, time, partition, offset
 * min_by           value, by, time, partition, offset   as first, order by by, time, partition, offset
 * distinct         estimate                             case when count(*) = 1 then min(estimate) end
 * quantile         estimate                             case when count(*) = 1 then min(estimate) end
 * top              value                                case when count(*) = 1 then (array_agg(value))[1] end
 * covered          intervals                            the length in seconds of their union; a text of microseconds as
 *                                                         PostgreSQL's int8multirange has it: {[1,5),[7,9)}
 * keep: last       one for each column but the times    each as last; the time field and _time are time,
 *                  and _at; time, partition, offset     _at is partition || ':' || offset
 * </pre>
 *
 * <p>Sums in SQL are rounded at each step; DataLab's own answers come from the partials' bytes and are exact.
 *
 * @param aggregate the name of the aggregate it belongs to
 * @param suffix as in the table above; for {@code keep: last} the column's name. Times and places of events are
 *     {@code _time}, {@code _partition} and {@code _offset} there, as a field may be called {@code time}
 */
public record Component(String aggregate, String suffix, Column.Type type) {

    /** The name of the stored column; no field and no aggregate can have the same. */
    public String column() {
        return "_" + aggregate + "_" + suffix;
    }
}
