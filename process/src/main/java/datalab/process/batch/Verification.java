package datalab.process.batch;

import datalab.lab.stream.EventStream;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.batch.BatchResult;
import datalab.store.batch.BatchStore;
import datalab.store.batch.BatchStore.Compared;
import datalab.store.batch.EpochCut;
import datalab.store.batch.Generation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds the archive below a cut and compares each row with what is served. Rows whose window begins before the stream's horizon
 * are left out, as events of theirs may be dropped. Owned by one thread.
 */
final class Verification {
    private static final int STEP_ROWS = 2_000;

    private final BatchStore batches;
    private final EventStream stream;
    private final BatchInput below;
    private final ViewFold fold;
    private final BatchLease lease;

    Verification(BatchStore batches, EventStream stream, BatchInput below, ViewFold fold, BatchLease lease) {
        this.batches = batches;
        this.stream = stream;
        this.below = below;
        this.fold = fold;
        this.lease = lease;
    }

    BatchResult run(EpochCut cut) {
        ArchiveFold archive = new ArchiveFold(batches, below, fold, lease);
        long number = archive.run(cut, batches.horizon(stream).orElse(null));
        // Asked after the fold: of rows from then on nothing was dropped while they were folded.
        Instant from = batches.horizon(stream).orElse(null);
        VerifyDifferences differences = compared(new Generation(number, cut.epoch(), from));
        String note = from == null ? null : HorizonNote.ofVerification(fold, from);
        return new BatchResult(differences.compared(), 0, from, note, differences.count(), differences.report());
    }

    private VerifyDifferences compared(Generation generation) {
        VerifyDifferences differences = new VerifyDifferences(fold);
        RowKey after = null;
        for (List<Compared> page = page(generation, after); !page.isEmpty(); page = page(generation, after)) {
            page.forEach(differences::add);
            after = page.getLast().key();
            lease.alive();
        }
        return differences;
    }

    private List<Compared> page(Generation generation, @Nullable RowKey after) {
        return batches.compare(fold, generation, after, STEP_ROWS);
    }
}
