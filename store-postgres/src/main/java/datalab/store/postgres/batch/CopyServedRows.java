package datalab.store.postgres.batch;

import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.store.batch.BatchStore.Copied;
import datalab.store.batch.CopyRange;
import datalab.store.batch.Generation;
import datalab.store.key.GroupKey;
import datalab.store.postgres.views.MergedViewRows;
import datalab.store.postgres.views.PartialTable;
import datalab.store.view.ViewRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Copies a page of rows, as readers counted them when the generation's epoch was closed, into the generation. What the served
 * generation holds of them never leaves PostgreSQL; only what the speed layer has added since is decoded and merged.
 *
 * <p>Nothing of it changes between the statements: the epochs are closed, and no other batch changes the view's generations.
 */
final class CopyServedRows {
    private final Handle handle;
    private final PartialTable table;
    private final Generation generation;
    private final CopyRange range;

    CopyServedRows(Handle handle, PartialTable table, Generation generation, CopyRange range) {
        this.handle = handle;
        this.table = table;
        this.generation = generation;
        this.range = range;
    }

    /** Where the page ends; empty where there are no rows. */
    Optional<Copied> last() {
        String sql = """
                select *, count(*) over () as _rows from (
                    select distinct on (_window, _key) %s from %s where %s order by _window, _key limit :limit
                ) as page order by _window desc, _key desc limit 1
                """.formatted(PartialTable.KEY_COLUMNS + table.groupColumns(), table.name(), served());
        return bound(handle.createQuery(sql))
                .bind("limit", range.limit())
                .map((row, context) -> new Copied(table.readKey(row), row.getInt("_rows")))
                .findOne();
    }

    /** Copies what the served generation holds of the rows up to the last one. */
    void copyGeneration(RowKey last) {
        String sql = "insert into %1$s (%2$s) select %3$s from %1$s where _partition = %4$s and %5$s and %6$s"
                .formatted(
                        table.name(),
                        table.columns(),
                        table.columns(":generation"),
                        PartialTable.GENERATION,
                        served(),
                        upTo());
        bound(handle.createUpdate(sql), last)
                .bind("generation", generation.number())
                .execute();
    }

    /** What the speed layer has added to the rows up to the last one. */
    Map<RowKey, Partial> added(RowKey last, BinaryOperator<Partial> merge) {
        MergedViewRows rows = new MergedViewRows(handle, table, table.fold());
        Map<RowKey, Partial> added = new HashMap<>();
        String sql = "select %s from %s where _partition >= 0 and %s and %s"
                .formatted(rows.columns(), table.name(), served(), upTo());
        for (ViewRow row : bound(handle.createQuery(sql), last)
                .map((found, context) -> rows.read(found))
                .list()) {
            added.merge(row.key(), row.partial(), merge);
        }
        return added;
    }

    private String served() {
        return table.servedUpTo(":epoch") + " and _window >= :from::timestamptz and _window < :until::timestamptz"
                + (range.after() == null ? "" : " and (_window, _key) > (:after_window::timestamptz, :after_key)");
    }

    private static String upTo() {
        return "(_window, _key) <= (:last_window::timestamptz, :last_key)";
    }

    private <S extends SqlStatement<S>> S bound(S statement) {
        RowKey after = range.after();
        if (after != null) {
            statement
                    .bind("after_window", MergedViewRows.window(after.windowStart()))
                    .bind("after_key", GroupKey.of(after));
        }
        return statement
                .bind("epoch", generation.epoch())
                .bind("from", MergedViewRows.window(range.from()))
                .bind("until", range.until().toString());
    }

    private <S extends SqlStatement<S>> S bound(S statement, RowKey last) {
        return bound(statement)
                .bind("last_window", MergedViewRows.window(last.windowStart()))
                .bind("last_key", GroupKey.of(last));
    }
}
