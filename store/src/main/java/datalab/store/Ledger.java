package datalab.store;

import datalab.lab.stream.EventStream;
import datalab.store.forget.ForgottenKeys;
import datalab.store.ledger.Commit;
import datalab.store.ledger.DerivedCommit;
import datalab.store.ledger.Progress;
import datalab.store.result.StoreUnavailable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must change together, and never twice: where each partition is, and the commits that move it on. Thread-safe. Every method
 * throws {@link StoreUnavailable} where the server does not answer in time; nothing is retried in here.
 */
public interface Ledger {

    /** Where a partition's processing goes on; begins at offset 0, epoch 0. */
    Progress progress(EventStream stream, int partition);

    /**
     * The same for an owner whose commits write to the archive. Refused with {@link StoreUnavailable} while the archive is
     * elsewhere, or on its way to there.
     */
    Progress begin(EventStream stream, int partition);

    /**
     * The same for an owner that writes to an archive on another server: raises the partition's token as well, in one transaction
     * that a crash of the server does not take back. Commits of those who began before are refused from then on. Refused
     * as {@link #begin}.
     */
    Progress takeOver(EventStream stream, int partition);

    /** Where each partition is, for readers. */
    List<Progress> progress(EventStream stream);

    /** All of a step or nothing of it. */
    Commit.Outcome commit(Commit commit);

    /** All of a step or nothing of it. */
    DerivedCommit.Outcome advance(DerivedCommit advance);

    /** Which of these idempotency keys were seen before. */
    Set<String> seenIdempotencyKeys(EventStream stream, Collection<String> ids);

    /** Deletes idempotency keys first seen before a time, with the numbers given to them; returns how many keys. */
    int deleteIdempotencyKeys(Instant before);

    /** The state of the quality tests for these keys; keys without one are left out. */
    Map<String, byte[]> qualityStates(EventStream stream, int partition, Collection<String> keys);

    /** The keys that a stream was made to forget, whose events an owner passes over where it reads the log again. */
    ForgottenKeys forgotten(EventStream stream);

    /** Notes why a partition has stopped, for people to see; null clears it. */
    void alarm(EventStream stream, int partition, @Nullable String message);
}
