package datalab.store;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
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

    /** Where a partition's processing goes on, for its new owner. */
    default Progress begin(Ledger ledger, EventStream stream, int partition) {
        return ledger.progress(stream, partition);
    }
}
