package datalab.process.batch;

import datalab.lab.stream.EventStream;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.batch.BatchResult;
import datalab.store.batch.BatchStore;
import datalab.store.batch.BatchStore.Copied;
import datalab.store.batch.CopyRange;
import datalab.store.batch.EpochCut;
import datalab.store.batch.Generation;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new generation of a view and publishes it. Rows whose window begins at or after the stream's horizon are folded from
 * the archive; events of the others may be dropped, so these are copied as they are served. Owned by one thread.
 */
final class Recompute {
    private static final int STEP_ROWS = 10_000;

    private final BatchStore batches;
    private final EventStream stream;
    private final ViewFold fold;
    private final BatchLease lease;
    private final ArchiveFold archive;
    private final boolean isServed;
    private long copied;

    Recompute(BatchStore batches, EventStream stream, BatchInput below, ViewFold fold, BatchLease lease) {
        this.batches = batches;
        this.stream = stream;
        this.fold = fold;
        this.lease = lease;
        this.archive = new ArchiveFold(batches, below, fold, lease);
        this.isServed = batches.isServed(fold);
    }

    BatchResult run(EpochCut cut) {
        Instant horizon = batches.horizon(stream).orElse(null);
        Generation generation = folded(cut, horizon);
        if (horizon != null) {
            copy(generation, null, horizon);
        }
        Optional<Instant> risen = batches.publish(lease.run(), stream, fold, generation);
        while (risen.isPresent()) {
            generation = raised(cut, generation, risen.get());
            risen = batches.publish(lease.run(), stream, fold, generation);
        }
        Instant from = generation.from();
        String note = from == null ? null : HorizonNote.ofRecompute(fold, from, isServed, copied);
        return new BatchResult(archive.rowsWritten(), copied, from, note, 0, null);
    }

    /** A view without windows has no rows that begin after the horizon: once it is served, it is only copied. */
    private Generation folded(EpochCut cut, @Nullable Instant from) {
        boolean isCopied = from != null && isServed && fold.view().every() == null;
        long number = isCopied ? batches.begin(lease.run(), fold) : archive.run(cut, from);
        return new Generation(number, cut.epoch(), from);
    }

    /** Events of the rows up to the new horizon may have been dropped while they were folded: these are copied now. */
    private Generation raised(EpochCut cut, Generation before, Instant horizon) {
        if (!isServed && fold.view().every() == null) {
            return folded(cut, horizon); // nothing can be taken out of its rows again
        }
        while (batches.discard(lease.run(), fold, before, horizon, STEP_ROWS) > 0) {
            lease.alive();
        }
        copy(before, before.from(), horizon);
        return new Generation(before.number(), before.epoch(), horizon);
    }

    private void copy(Generation generation, @Nullable Instant from, Instant until) {
        if (!isServed) {
            return; // what it has been folded into since it was declared is not all of a row
        }
        Optional<Copied> page = batches.copy(lease.run(), fold, generation, range(from, until, null));
        while (page.isPresent()) {
            copied += page.get().rows();
            lease.alive();
            CopyRange next = range(from, until, page.get().last());
            page = batches.copy(lease.run(), fold, generation, next);
        }
    }

    private static CopyRange range(@Nullable Instant from, Instant until, @Nullable RowKey after) {
        return new CopyRange(from, until, after, STEP_ROWS);
    }
}
