package datalab.store.postgres.commit;

import datalab.lab.event.Offsets;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.ledger.DerivedCommit;
import datalab.store.postgres.ledger.CloseEpoch;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.views.PartialTable;
import datalab.store.postgres.views.PartialTables;
import datalab.store.postgres.views.UpsertPartials;
import datalab.store.postgres.views.UpsertPartials.Touched;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Executes one {@link DerivedCommit} inside a transaction. It holds the stream's epoch, so cuts, new partitions and others
 * like itself wait.
 */
public final class DerivedCommitStep {
    private final Handle handle;
    private final DerivedCommit advance;

    public DerivedCommitStep(Handle handle, DerivedCommit advance) {
        this.handle = handle;
        this.advance = advance;
    }

    public DerivedCommit.Outcome run(PartialTables tables) {
        CloseEpoch.lock(handle, advance.stream());
        Map<Integer, CommitFence> now = CommitFence.lockAll(handle, advance.stream());
        Offsets offsets = Offsets.of(
                now.entrySet(), Map.Entry::getKey, row -> row.getValue().nextOffset());
        if (!offsets.equals(advance.from())) {
            return new DerivedCommit.Outcome.Moved();
        }
        for (CommitFence row : now.values()) {
            if (row.epoch() != advance.epoch()) {
                return new DerivedCommit.Outcome.EpochChanged(row.epoch());
            }
        }
        for (Map.Entry<ViewFold, Map<RowKey, Partial>> view : advance.partials().entrySet()) {
            PartialTable table = tables.of(view.getKey().view());
            new UpsertPartials(table)
                    .run(handle, Touched.all(DerivedCommit.PARTITION, advance.epoch(), view.getValue()));
        }
        advance.to()
                .byPartition()
                .forEach((partition, next) -> ProgressRow.move(handle, advance.stream(), partition, next));
        return new DerivedCommit.Outcome.Done();
    }
}
