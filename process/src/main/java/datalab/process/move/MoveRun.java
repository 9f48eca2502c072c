package datalab.process.move;

import datalab.lab.event.Offsets;
import datalab.process.move.MovePages.Compared;
import datalab.process.move.MoveProgress.Phase;
import datalab.store.elsewhere.ArchiveLedger.Skipped;
import datalab.store.move.ArchiveMove;
import datalab.store.move.ArchiveMoves;
import datalab.store.move.ArchiveMoves.Held;
import datalab.store.move.ArchiveMoves.Processed;
import datalab.store.move.ArchiveSide;
import datalab.store.move.MoveLost;
import datalab.store.result.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Moves the archive of one stream, as docs/lambda.md (section 12) has it: copies below the progress while owners go on, then
 * keeps them out, compares all, and has the ledger name the new place. May be killed anywhere and begun again. Owned by one
 * thread.
 */
public final class MoveRun {
    /** Longer than a page takes, so that owners stay out while this process lives. */
    private static final Duration HOLD = Duration.ofSeconds(60);
    /** With fewer records to copy it is time to keep owners out. */
    private static final long LEFT_MAX = 20_000;

    private static final int ROUNDS_MAX = 10;
    private static final int HOLDS_MAX = 3;
    private static final int SWEEPS_MAX = 1_000;

    private final ArchiveMoves moves;
    private final ArchiveMove move;
    private final ArchiveSide source;
    private final ArchiveSide target;
    private final MovePages pages;
    private final MoveProgress progress;
    private Offsets copied;
    private long compared;

    public MoveRun(
            ArchiveMoves moves, ArchiveMove move, ArchiveSide source, ArchiveSide target, MoveProgress progress) {
        this.moves = moves;
        this.move = move;
        this.source = source;
        this.target = target;
        this.pages = new MovePages(moves, move, source, target);
        this.progress = progress;
        this.copied = move.copied();
    }

    /** What a move came to. */
    public record Moved(long events, long written) {}

    /**
     * All of it.
     *
     * @return the events that were compared, and how many rows had changed since they were copied
     * @throws MoveLost where another process has gone on with it
     * @throws StoreUnavailable where a server was away; the move goes on where it was when it is begun again
     */
    public Moved run() {
        target.prepare();
        copyInRounds();
        try {
            for (int holds = 0; holds < HOLDS_MAX; holds++) {
                OptionalLong written = tryToFinish();
                if (written.isPresent()) {
                    return new Moved(compared, written.getAsLong());
                }
            }
        } catch (RuntimeException e) {
            release(e);
            throw e;
        }
        IllegalStateException busy = new IllegalStateException("the stream went on while it was to wait, " + HOLDS_MAX
                + " times: this process came too seldom to its turn; begin the move again");
        release(busy);
        throw busy;
    }

    private void copyInRounds() {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Processed now = moves.processed(move.stream());
            if (now.until().lagOf(copied) <= (round == 0 ? 0 : LEFT_MAX)) {
                return;
            }
            for (int partition : now.until().byPartition().keySet()) {
                copy(now, partition);
            }
        }
    }

    private void copy(Processed now, int partition) {
        long until = now.until().of(partition);
        for (long at = copied.of(partition); at < until; ) {
            at = afterSkipped(now.skipped(), partition, at);
            at = at < until ? pages.copy(partition, at, nextSkipped(now.skipped(), partition, at, until)) : at;
            note(partition, at);
            progress.show(Phase.COPYING, copied.total(), now.until().total());
        }
    }

    private void note(int partition, long until) {
        moves.copied(move, partition, until);
        copied = copied.with(partition, until);
    }

    /** How many rows were written, where it is done; nothing where the stream went on meanwhile. */
    private OptionalLong tryToFinish() {
        Held held = moves.hold(move, HOLD);
        settle();
        Processed now =
                new Processed(held.offsets(), moves.processed(move.stream()).skipped());
        long written = 0;
        compared = 0;
        Offsets done = Offsets.NONE;
        for (int partition : now.until().byPartition().keySet()) {
            long until = now.until().of(partition);
            for (long at = 0; at < until; ) {
                at = afterSkipped(now.skipped(), partition, at);
                if (at < until) {
                    Compared page = compare(partition, at, nextSkipped(now.skipped(), partition, at, until));
                    at = page.until();
                    written += page.written();
                    compared += page.events();
                }
                done = done.with(partition, at);
                moves.renew(move, HOLD);
                progress.show(Phase.COMPARING, done.total(), now.until().total());
            }
        }
        return moves.finish(move, held) ? OptionalLong.of(written) : OptionalLong.empty();
    }

    /** Where a page is changed, who goes on with the move writes it again: this process may die with its write on the way. */
    private Compared compare(int partition, long from, long until) {
        return pages.compare(partition, from, until, () -> {
            if (copied.of(partition) > from) {
                note(partition, from);
            }
        });
    }

    private void settle() {
        for (int sweeps = 0; moves.hasAmendments(move.stream()); sweeps++) {
            if (sweeps == SWEEPS_MAX) {
                throw new IllegalStateException("flags of " + move.stream().topic() + " do not come into its archive");
            }
            source.settle();
        }
    }

    /** The hold ends by itself, too. */
    private void release(RuntimeException cause) {
        try {
            moves.release(move);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private static long afterSkipped(List<Skipped> skipped, int partition, long at) {
        long after = at;
        for (Skipped range : skipped) { // in the order of the log
            if (range.partition() == partition && range.from() <= after && after < range.until()) {
                after = range.until();
            }
        }
        return after;
    }

    private static long nextSkipped(List<Skipped> skipped, int partition, long at, long until) {
        return skipped.stream()
                .filter(range -> range.partition() == partition && range.from() > at)
                .mapToLong(Skipped::from)
                .reduce(until, Math::min);
    }
}
