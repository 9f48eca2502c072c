package datalab.process.speed;

import datalab.log.LogRecord;
import datalab.store.ledger.Commit;
import java.util.List;

/**
 * Turns the records of one partition into a commit. Owned by the partition's thread. What it remembers is only what the
 * store holds too, and {@link #forget} drops it whenever that may not be so any more.
 */
sealed interface StepBuilder permits EventStepBuilder, RejectStepBuilder {

    /** Queries the store for what records need; called first, after the epoch was read. */
    void begin();

    /** All that becomes of the records in [first, next), as one commit; queries the store for what is not cached. */
    Commit prepare(List<LogRecord> records, long firstOffset, long nextOffset, long epoch);

    /** The same step in another epoch, which may have other views. */
    Commit refold(Commit commit, long epoch);

    /** The store has this step. */
    void committed(Commit commit);

    /** The store may hold something else than is remembered. */
    void forget();
}
