package datalab.store.postgres.batch;

import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.batch.BatchStore.Compared;
import datalab.store.batch.Generation;
import datalab.store.key.GroupKey;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.views.MergedViewRows;
import datalab.store.postgres.views.PartialTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Compares the served rows of closed epochs with those of an unpublished generation, one statement for each page. */
final class GenerationComparison {
    private final Handle handle;
    private final PartialTable table;
    private final ViewFold fold;
    private final Generation generation;

    GenerationComparison(Handle handle, PartialTable table, Generation generation) {
        this.handle = handle;
        this.table = table;
        this.fold = table.fold();
        this.generation = generation;
    }

    List<Compared> page(@Nullable RowKey after, int limit) {
        String folded = generation.from() == null ? "true" : "_window >= :from::timestamptz";
        String rows = "(%s or _partition = %s and _epoch = :generation) and %s and %s"
                .formatted(table.servedUpTo(":epoch"), PartialTable.GENERATION, table.kept(), folded);
        String beyond = after == null ? "" : "and (_key, _window) > (:key, :window::timestamptz)";
        String components =
                table.componentColumns().stream().map(column -> ", " + column).collect(Collectors.joining());
        return paired(handle.createQuery("""
                        with page as (
                            select distinct _key, _window from %1$s where %2$s %3$s order by _key, _window limit :limit
                        )
                        select %4$s, _state, _partition = %5$s and _epoch = :generation as _recomputed%6$s
                        from page join %1$s using (_key, _window) where %2$s order by _key, _window
                        """.formatted(
                                table.name(),
                                rows,
                                beyond,
                                PartialTable.KEY_COLUMNS + table.groupColumns(),
                                PartialTable.GENERATION,
                                components))
                .bind("from", String.valueOf(generation.from()))
                .bind("epoch", generation.epoch())
                .bind("generation", generation.number())
                .bind("limit", limit)
                .bindMap(
                        after == null
                                ? Map.of()
                                : Map.of(
                                        "key",
                                        GroupKey.of(after),
                                        "window",
                                        MergedViewRows.window(after.windowStart())))
                .map((row, context) -> read(row))
                .list());
    }

    private List<Compared> paired(List<Compared> parts) {
        List<Compared> pairs = new ArrayList<>();
        for (Compared part : parts) {
            if (!pairs.isEmpty() && pairs.getLast().key().equals(part.key())) {
                pairs.add(both(pairs.removeLast(), part));
            } else {
                pairs.add(part);
            }
        }
        return pairs;
    }

    private Compared both(Compared one, Compared other) {
        return new Compared(
                one.key(),
                merged(one.served(), other.served()),
                merged(one.recomputed(), other.recomputed()),
                one.difference() == null ? other.difference() : one.difference());
    }

    private @Nullable Partial merged(@Nullable Partial into, @Nullable Partial other) {
        if (into == null || other == null) {
            return into == null ? other : into;
        }
        fold.merge(into, other);
        return into;
    }

    private Compared read(ResultSet row) throws SQLException {
        RowKey key = table.readKey(row);
        int state = PartialTable.KEY_COLUMN_COUNT + table.groupTypes().size() + 1;
        boolean recomputed = row.getBoolean(state + 1);
        try {
            Partial partial = fold.decode(row.getBytes(state));
            String difference = recomputed || isShownAsItIs(row, state + 2, partial)
                    ? null
                    : "the columns that SQL shows are not those of the row";
            return new Compared(key, recomputed ? null : partial, recomputed ? partial : null, difference);
        } catch (IllegalStateException e) {
            return new Compared(key, null, null, "the row's state cannot be read: " + e.getMessage());
        }
    }

    private boolean isShownAsItIs(ResultSet row, int first, Partial partial) throws SQLException {
        List<@Nullable Object> values = fold.componentValues(partial);
        for (int i = 0; i < values.size(); i++) {
            SqlType type = table.componentTypes().get(i);
            // PostgreSQL writes JSON in its own way.
            if (type != SqlType.JSONB && !Objects.equals(type.read(row, first + i), values.get(i))) {
                return false;
            }
        }
        return true;
    }
}
