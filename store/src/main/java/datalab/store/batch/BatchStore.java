package datalab.store.batch;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.view.ViewStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The store's interface to the batch layer: runs, leases, cuts and generations. Thread-safe. At most one batch of a view
 * runs at a time in the whole installation; each step of it is one transaction that first looks whether the run is still
 * its caller's, and throws {@link BatchLeaseLost} where not.
 */
public interface BatchStore {

    // Runs.

    /** Requests a run; returns the pending one if there is one. */
    BatchRun request(String lab, String view, BatchKind kind);

    /**
     * Begins a run, the requested one of this kind where there is one. Empty where another batch of the view is running. One
     * whose lease is over, or whose owner is known to be dead, is noted as failed first.
     */
    Optional<BatchRun> claim(String lab, String view, BatchKind kind, String owner, Duration lease);

    /** Renews the lease and reports the owner's progress. */
    void renew(BatchRun run, Duration lease, BatchRun.Events events);

    void done(BatchRun run, BatchResult result);

    void failed(BatchRun run, String error);

    /** The newest runs of each view of a lab, newest first, of each kind and state {@code limit} at most. */
    List<BatchRun> latest(String lab, int limit);

    Optional<BatchRun> run(long id);

    /** Where each view of a lab is. */
    List<ViewStatus> viewStatuses(Lab lab);

    // Steps of a run.

    /** Closes the current epoch of a stream, independently of its partitions' owners. */
    EpochCut cut(BatchRun run, EventStream stream);

    /**
     * The horizon of a stream: events before it may be dropped, and rows whose window begins before it cannot be folded again.
     * It only rises. Empty where the stream keeps all events.
     */
    Optional<Instant> horizon(EventStream stream);

    /** Whether readers are answered with this definition; false while a batch builds it. */
    boolean isServed(ViewFold fold);

    /** Creates a new generation, invisible until it is published, and returns its number. */
    long begin(BatchRun run, ViewFold fold);

    /** Merges partials into a generation that is not published. */
    void add(BatchRun run, ViewFold fold, long generation, Map<RowKey, Partial> partials);

    /** The same for rows none of which that generation has: faster. */
    void append(BatchRun run, ViewFold fold, long generation, Map<RowKey, Partial> partials);

    /** A row that was copied last, and how many were. */
    record Copied(RowKey last, int rows) {}

    /**
     * Copies rows as they are served, of the epochs up to the generation's, into a generation that is not published and has
     * none of them. Empty where there are no more in the range.
     */
    Optional<Copied> copy(BatchRun run, ViewFold fold, Generation generation, CopyRange range);

    /**
     * Deletes up to {@code limit} rows whose window begins before {@code until} and not before the generation's {@code from}
     * from a generation that is not published, and answers how many.
     */
    int discard(BatchRun run, ViewFold fold, Generation generation, Instant until, int limit);

    /**
     * Serves a generation from one moment on, together with the later epochs. Where its definition was being built, it takes the
     * place of the one before, and its rows begin at {@code generation.from()}.
     *
     * @return the stream's horizon where that is later than {@code generation.from()}: then nothing is published, as events of
     *     rows in between may have been dropped while they were folded
     */
    Optional<Instant> publish(BatchRun run, EventStream stream, ViewFold fold, Generation generation);

    /** Whether the speed layer has no rows of its own: all of the view lies in the served generation. */
    boolean isCompact(View view);

    /**
     * Merges up to {@code limit} rows' partials of the epochs up to {@code epoch} into the served generation, without any
     * change that a reader could see, and answers how many; 0 where there are none any more.
     */
    int compact(BatchRun run, ViewFold fold, long epoch, int limit);

    /** Deletes up to {@code limit} partials that no reader sees any more, and answers how many. */
    int tidy(BatchRun run, ViewFold fold, int limit);

    /** A row as it is served and as a generation has it, each null where there is none. */
    record Compared(
            RowKey key,
            @Nullable Partial served,
            @Nullable Partial recomputed,
            @Nullable String difference) {}

    /** A page of rows that an unpublished generation has folded beside those that are served, in the order of keys. */
    List<Compared> compare(ViewFold fold, Generation generation, @Nullable RowKey after, int limit);
}
