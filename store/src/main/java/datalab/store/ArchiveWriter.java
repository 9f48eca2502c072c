package datalab.store;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.store.forget.KeyBelow;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import datalab.store.retention.Horizons;
import java.util.Collection;

/**
 * How the rows of a step come into the archive of its stream: by the commit itself where archive and ledger are one server, else
 * before it. Rows that lie at or beyond a partition's progress do not count yet, so a step that ends in between leaves nothing
 * behind that a reader could see. Thread-safe.
 */
@FunctionalInterface
public interface ArchiveWriter {

    /** The ledger's own server keeps the archive: the commit writes the rows, in its transaction. */
    ArchiveWriter WITHIN_COMMIT = (commit, records) -> commit;

    /**
     * Writes what a step archives, to last, each row under its coordinate, so that it may be written again. An exception leaves
     * open what is written, now or later: the owner then begins again.
     *
     * @param records the places of all records of the step, also of those that are no events
     * @return what {@link Ledger#commit} is given: the step, {@linkplain Commit#withEventsArchived marked} where its events are
     *     written
     */
    Commit write(Commit commit, Collection<Coordinate> records);

    /** Whether rows of this stream go to another server than the ledger's. */
    default boolean isElsewhere(EventStream stream) {
        return false;
    }

    /**
     * Brings flags that the ledger keeps, as they became known with a later event, to an archive that is elsewhere. Any number of
     * processes may do it at once.
     *
     * @return how many were brought; there may be more
     */
    default int sweep(EventStream stream) {
        return 0;
    }

    /**
     * Drops events from before the stream's {@linkplain Horizons horizon}, the oldest first, where it has one; what identifies
     * them stays {@linkplain Archive#known known}. Outputs of views that have not read them yet are to be written whole. Any
     * number of processes may do it at once, and one that is killed leaves nothing but events that nobody sees.
     *
     * @param limit at most so many, in one transaction
     * @return how many were dropped; where these are fewer than the limit, there are no more for now
     */
    default int drop(EventStream stream, int limit) {
        return 0;
    }

    /**
     * Removes events of a key: neither they nor what identifies them stays, and no late write of a step brings one of them back.
     * Outputs are written whole once the views are recomputed. Any number of processes may do it at once.
     *
     * @param limit the most in one transaction
     * @return how many were removed; where these are fewer than the limit, there are no more
     */
    default int forget(KeyBelow key, int limit) {
        return 0;
    }

    /** Where a partition's processing goes on, for its new owner. */
    default Progress begin(Ledger ledger, EventStream stream, int partition) {
        return ledger.begin(stream, partition);
    }
}
