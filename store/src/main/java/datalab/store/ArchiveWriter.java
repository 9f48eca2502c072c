package datalab.store;

import datalab.store.ledger.Commit;

/**
 * How the rows of a step come into the archive of its stream: by the commit itself where archive and ledger are one server, else
 * before it. Rows that lie at or beyond a partition's progress do not count yet, so a step that ends in between leaves nothing
 * behind that a reader could see. Thread-safe.
 */
@FunctionalInterface
public interface ArchiveWriter {

    /** The ledger's own server keeps the archive: the commit writes the rows, in its transaction. */
    ArchiveWriter WITHIN_COMMIT = commit -> commit;

    /**
     * Writes what a step archives, to last, each row under its coordinate, so that it may be written again.
     *
     * @return what {@link Ledger#commit} is given: the step, {@linkplain Commit#withEventsArchived marked} where its events are
     *     written
     */
    Commit write(Commit commit);
}
