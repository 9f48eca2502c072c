package datalab.store.ledger;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.archive.ArchivedEvent;
import datalab.store.forecast.ModelChanges;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One atomic step of one partition: archive rows, rejects, merged partials, keyed state and the next offset together.
 *
 * @param firstOffset the {@code next_offset} the owner began at; the commit is fenced where the store has another
 * @param nextOffset where the next step begins: one after the last record read, used or not, or further
 * @param epoch the epoch the partials were read in; the commit is refused where the store has another
 * @param events accepted and not duplicate, in the order of the log
 * @param amended later flags of events that were archived by an earlier step (or by this one)
 * @param partials for each view the rows touched, already merged with what (row, partition, epoch) held
 * @param qualityStates the state of the quality tests for each key touched
 * @param models what the step does to models of the stream
 * @param idempotencyKeys the idempotency keys first seen in this step
 * @param duplicates how many records were repeats
 * @param log which log the records are of; the commit is fenced where the store has gone on with another
 * @param token the one that its owner began with; the commit is fenced where the store has another
 * @param archived whether an archive on another server has the events already, so that the commit only counts them
 */
public record Commit(
        EventStream stream,
        int partition,
        long firstOffset,
        long nextOffset,
        long epoch,
        List<ArchivedEvent> events,
        List<Amendment> amended,
        List<Reject> rejects,
        Map<ViewFold, Map<RowKey, Partial>> partials,
        Map<String, byte[]> qualityStates,
        ModelChanges models,
        List<String> idempotencyKeys,
        long duplicates,
        LogMark log,
        long token,
        boolean archived) {

    /** The same step, of an owner that began with this token, and of records of this log. */
    public Commit by(long ownersToken, LogMark mark) {
        return with(epoch, partials, models, mark, ownersToken, archived);
    }

    /** The same step, whose events an archive on another server has. */
    public Commit withEventsArchived() {
        return with(epoch, partials, models, log, token, true);
    }

    /** The same step, folded again in another epoch. */
    public Commit refolded(long inEpoch, Map<ViewFold, Map<RowKey, Partial>> folded, ModelChanges moved) {
        return with(inEpoch, folded, moved, log, token, archived);
    }

    private Commit with(
            long inEpoch,
            Map<ViewFold, Map<RowKey, Partial>> folded,
            ModelChanges moved,
            LogMark mark,
            long ownersToken,
            boolean isArchived) {
        return new Commit(
                stream,
                partition,
                firstOffset,
                nextOffset,
                inEpoch,
                events,
                amended,
                rejects,
                folded,
                qualityStates,
                moved,
                idempotencyKeys,
                duplicates,
                mark,
                ownersToken,
                isArchived);
    }

    /**
     * Which log records are of.
     *
     * @param number as in {@link LogIdentity}
     * @param epoch of the leader that wrote the last of them; {@link LogIdentity#UNKNOWN_EPOCH} where that is not known
     */
    public record LogMark(int number, int epoch) {
        /** Of a stream that has never had another log. */
        public static final LogMark FIRST = new LogMark(0, LogIdentity.UNKNOWN_EPOCH);
    }

    /** New flags for an event archived before; {@code time} is its event time, by which stores find it. */
    public record Amendment(Coordinate at, Instant time, String flagsJson) {}

    /** What a commit came to. */
    public sealed interface Outcome {
        record Done() implements Outcome {}

        /**
         * The store is not where this owner began. Mostly another owner has taken over, and this one must stop. A server
         * that crashed may also have lost its last commits (all of each): {@code nextOffset} then lies before
         * {@code firstOffset}, and an owner that still has the partition drops what it remembers and goes on from there.
         *
         * @param nextOffset where the store is
         */
        record Fenced(long nextOffset) implements Outcome {}

        /** A cut has been taken: the same events belong into the new epoch. */
        record EpochChanged(long epoch) implements Outcome {}

        /**
         * Another partition has just archived one of the same unique values or keys. Nothing is kept; the owner queries
         * {@code Archive.known} and {@code Ledger.seenIdempotencyKeys} again and commits what is left.
         */
        record Conflict() implements Outcome {}
    }
}
