package datalab.process.speed;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import datalab.store.ArchiveWriter;
import datalab.store.Ledger;
import datalab.store.ledger.Commit;
import datalab.store.ledger.LogIdentity;
import datalab.store.ledger.Progress;
import java.util.List;

/**
 * Commits the records of one partition exactly once, despite failures at any point and concurrent workers that believe
 * they own the same partition. Not thread-safe.
 *
 * <p>{@link #begin} first, and again after anything but a committed step: only the store's state counts.
 */
final class PartitionCommitter {
    private static final int CONFLICTS_MAX = 10;

    private final EventStream stream;
    private final int number;
    private final Ledger ledger;
    private final ArchiveWriter archive;
    private final StepBuilder steps;
    private long next;
    private long epoch;
    private int logNumber;
    private long token;

    PartitionCommitter(EventStream stream, int number, Ledger ledger, ArchiveWriter archive, StepBuilder steps) {
        this.stream = stream;
        this.number = number;
        this.ledger = ledger;
        this.archive = archive;
        this.steps = steps;
    }

    /** Reads from the store where to go on. */
    Progress begin() {
        Progress progress = archive.begin(ledger, stream, number);
        steps.begin(); // in this order: views added in between are detected by the epoch
        next = progress.nextOffset();
        epoch = progress.epoch();
        logNumber = progress.log().number();
        token = progress.token();
        return progress;
    }

    /** Where the next step begins. */
    long next() {
        return next;
    }

    /** Whether the store is still where this owner is, and no gap is recorded; the store may have gone back. */
    boolean isInPlace() {
        Progress progress = ledger.progress(stream, number);
        return progress.nextOffset() == next
                && progress.token() == token
                && progress.log().number() == logNumber
                && progress.log().gap() == null
                && progress.alarm() == null;
    }

    /** What became of a step. */
    sealed interface Outcome {
        /** The store has it. */
        record Committed(Commit commit) implements Outcome {}

        /** The store is at another position: begin again, if the partition is still this process's. */
        record Lost() implements Outcome {}
    }

    /**
     * Commits what becomes of the next records. An exception leaves open whether it happened.
     *
     * @param records all that the log has from where the step before ended
     * @param until to here, where the next step begins
     */
    Outcome step(List<LogRecord> records, long until) {
        List<Coordinate> places = records.stream().map(LogRecord::at).toList();
        Commit.LogMark mark = new Commit.LogMark(logNumber, epochOf(records));
        Commit commit = steps.prepare(records, next, until, epoch);
        for (int conflicts = 0; conflicts < CONFLICTS_MAX; ) {
            commit = archive.write(commit.by(token, mark), places);
            switch (ledger.commit(commit)) {
                case Commit.Outcome.Done() -> {
                    next = commit.nextOffset();
                    steps.committed(commit);
                    return new Outcome.Committed(commit);
                }
                case Commit.Outcome.EpochChanged(long now) -> {
                    epoch = now;
                    commit = steps.refold(commit, epoch);
                }
                case Commit.Outcome.Conflict() -> {
                    conflicts++;
                    steps.forget();
                    commit = steps.prepare(records, next, until, epoch);
                }
                case Commit.Outcome.Fenced fenced -> {
                    return new Outcome.Lost();
                }
            }
        }
        return new Outcome.Lost();
    }

    private static int epochOf(List<LogRecord> records) {
        return records.isEmpty() ? LogIdentity.UNKNOWN_EPOCH : records.getLast().epoch();
    }
}
