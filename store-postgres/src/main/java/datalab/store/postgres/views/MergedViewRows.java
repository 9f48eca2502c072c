package datalab.store.postgres.views;

import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.key.GroupKey;
import datalab.store.postgres.sql.PlannedRows;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.TextArray;
import datalab.store.result.BoundedRows;
import datalab.store.view.ViewLayer;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a view, each one statement and so one snapshot. The partials of a row, one of the published generation and one for
 * each partition and later epoch, are merged by the view's own fold.
 */
public final class MergedViewRows {
    private static final int FETCHED_ROWS = 1_000;

    private final Handle handle;
    private final PartialTable table;
    private final ViewFold fold;

    public MergedViewRows(Handle handle, PartialTable table, ViewFold fold) {
        this.handle = handle;
        this.table = table;
        this.fold = fold;
    }

    BoundedRows<ViewRow> page(ViewQuery query) {
        RowSelection selection = new RowSelection(table, query);
        String sql = """
                with page as (
                    %2$s order by %4$s limit %6$s
                ), sized as (
                    select %1$s, sum(%5$s) over (rows_so_far) as _through,
                        coalesce(sum(%5$s) over (
                            rows_so_far groups between unbounded preceding and 1 preceding), 0) as _before
                    from page join %3$s using (_window, _key) where %7$s
                    window rows_so_far as (order by %4$s)
                )
                select %1$s, _through from sized where _before < :bytes order by %4$s
                """.formatted(
                        columns(),
                        selection.keys(),
                        table.name(),
                        selection.order(),
                        bytes(),
                        query.limit(),
                        table.visible(query.layer()));
        return bounded(selection.bind(handle.createQuery(sql)), query.limit());
    }

    /** An expression for how large a row is, as far as that may be much. */
    private String bytes() {
        StringBuilder sum = new StringBuilder("octet_length(_state)");
        List<String> by = fold.view().by();
        for (int i = 0; i < by.size(); i++) {
            if (table.groupTypes().get(i) == SqlType.TEXT) {
                sum.append(" + coalesce(octet_length(")
                        .append(SqlIdentifiers.column(by.get(i)))
                        .append("), 0)");
            }
        }
        return sum.toString();
    }

    private BoundedRows<ViewRow> bounded(Query query, int limit) {
        long[] bytes = {0};
        List<ViewRow> rows = merged(query.bind("bytes", BoundedRows.BYTES_MAX).map((row, context) -> {
            bytes[0] = row.getLong("_through");
            return read(row);
        }));
        return new BoundedRows<>(rows, rows.size() < limit && bytes[0] >= BoundedRows.BYTES_MAX);
    }

    /** All rows, a few of them in memory at a time, until one is answered with false. */
    void each(ViewQuery query, Predicate<ViewRow> each) {
        RowSelection selection = new RowSelection(table, query);
        Query asked = selection.bind(handle.createQuery(all(selection))).setFetchSize(FETCHED_ROWS);
        try (ResultIterator<ViewRow> parts =
                asked.map((row, context) -> read(row)).iterator()) {
            ViewRow open = parts.hasNext() ? parts.next() : null;
            while (open != null) {
                ViewRow next = null;
                while (next == null && parts.hasNext()) {
                    ViewRow part = parts.next();
                    if (part.key().equals(open.key())) {
                        fold.merge(open.partial(), part.partial());
                    } else {
                        next = part;
                    }
                }
                open = each.test(open) ? next : null;
            }
        }
    }

    /** About how many rows that will be, or more, as each may have several partials. */
    long estimate(ViewQuery query) {
        RowSelection selection = new RowSelection(table, query);
        return PlannedRows.of(all(selection), sql -> selection.bind(handle.createQuery(sql)));
    }

    private String all(RowSelection selection) {
        return "select " + columns() + " " + selection.partials() + " order by " + selection.order();
    }

    /** All rows in one, a few of them in memory at a time. */
    Partial total(ViewQuery query) {
        RowSelection selection = new RowSelection(table, query);
        Partial total = fold.empty();
        selection
                .bind(handle.createQuery("select _state " + selection.partials()))
                .setFetchSize(FETCHED_ROWS)
                .map((row, context) -> row.getBytes(1))
                .forEach(state -> fold.merge(total, fold.decode(state)));
        return total;
    }

    public List<ViewRow> of(Collection<RowKey> keys) {
        String sql = """
                select %s from unnest(:keys, :windows::timestamptz[]) as asked (_key, _window)
                join %s using (_key, _window) where %s order by _window, _key
                """.formatted(columns(), table.name(), table.visible(ViewLayer.MERGED));
        return merged(bind(handle.createQuery(sql), keys).map((row, context) -> read(row)));
    }

    /** What one partition has added in one epoch, or a generation holds. */
    public Map<RowKey, Partial> partials(int partition, long epoch, Collection<RowKey> keys) {
        String sql = """
                select %s from unnest(:keys, :windows::timestamptz[]) as asked (_key, _window)
                join %s using (_key, _window) where _partition = :partition and _epoch = :epoch
                """.formatted(columns(), table.name());
        Query query =
                bind(handle.createQuery(sql), keys).bind("partition", partition).bind("epoch", epoch);
        Map<RowKey, Partial> partials = new HashMap<>();
        query.map((row, context) -> read(row)).forEach(row -> partials.put(row.key(), row.partial()));
        return partials;
    }

    static Query bind(Query query, Collection<RowKey> keys) {
        return query.bind("keys", TextArray.of(keys, GroupKey::of))
                .bind("windows", TextArray.of(keys, key -> window(key.windowStart())));
    }

    private List<ViewRow> merged(ResultIterable<ViewRow> parts) {
        List<ViewRow> rows = new ArrayList<>();
        parts.forEach(row -> {
            if (!rows.isEmpty() && rows.getLast().key().equals(row.key())) {
                fold.merge(rows.getLast().partial(), row.partial());
            } else {
                rows.add(row);
            }
        });
        return rows;
    }

    public String columns() {
        return PartialTable.KEY_COLUMNS + table.groupColumns() + ", _state";
    }

    public ViewRow read(ResultSet row) throws SQLException {
        int stateColumn = PartialTable.KEY_COLUMN_COUNT + table.groupTypes().size() + 1;
        return new ViewRow(table.readKey(row), fold.decode(row.getBytes(stateColumn)));
    }

    public static String window(@Nullable Instant start) {
        return start == null ? "-infinity" : start.toString();
    }
}
