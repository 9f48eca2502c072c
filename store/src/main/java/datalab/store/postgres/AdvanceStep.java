package datalab.store.postgres;

import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.Advance;
import datalab.store.postgres.UpsertPartials.Touched;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * One {@link Advance} inside one transaction. It holds the stream's epoch, so cuts, new partitions and others like itself wait.
 */
final class AdvanceStep {
    private final Handle handle;
    private final Advance advance;

    AdvanceStep(Handle handle, Advance advance) {
        this.handle = handle;
        this.advance = advance;
    }

    Advance.Outcome run(ViewTables tables) {
        Epochs.lock(handle, advance.stream());
        Map<Integer, ProgressRow> now = ProgressRow.lockAll(handle, advance.stream());
        Map<Integer, Long> offsets = new HashMap<>();
        now.forEach((partition, row) -> offsets.put(partition, row.nextOffset()));
        if (!offsets.equals(advance.from())) {
            return new Advance.Outcome.Moved();
        }
        for (ProgressRow row : now.values()) {
            if (row.epoch() != advance.epoch()) {
                return new Advance.Outcome.EpochChanged(row.epoch());
            }
        }
        for (Map.Entry<ViewFold, Map<RowKey, Partial>> view : advance.partials().entrySet()) {
            ViewTable table = tables.of(view.getKey().view());
            new UpsertPartials(table).run(handle, Touched.all(Advance.PARTITION, advance.epoch(), view.getValue()));
        }
        advance.to().forEach((partition, next) -> ProgressRow.move(handle, advance.stream(), partition, next));
        return new Advance.Outcome.Done();
    }
}
