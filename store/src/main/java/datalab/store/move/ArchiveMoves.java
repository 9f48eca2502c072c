package datalab.store.move;

import datalab.lab.event.Offsets;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.store.elsewhere.ArchiveLedger.Skipped;
import datalab.store.result.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger notes of moves of archives, each change durable. Methods with a move throw {@link MoveLost} where another
 * process has gone on with it. Thread-safe. Every method throws {@link StoreUnavailable} where the server does not answer in
 * time.
 */
public interface ArchiveMoves {

    /** Where the archive of a stream is; null for PostgreSQL. */
    @Nullable
    ArchivePlace place(EventStream stream);

    /** Goes on with a move to there, or begins one; empty where the archive is there already. */
    Optional<ArchiveMove> begin(EventStream stream, @Nullable ArchivePlace to);

    /** Up to where the stream is processed, and the ranges below that were passed over: what is there does not count. */
    Processed processed(EventStream stream);

    /** What can be copied of an archive. */
    record Processed(Offsets until, List<Skipped> skipped) {
        public Processed {
            skipped = List.copyOf(skipped);
        }
    }

    /** All below this offset is copied. */
    void copied(ArchiveMove move, int partition, long until);

    /** Notes offsets at which there is no event, so that a row that somebody left there does not count. */
    void skip(ArchiveMove move, Skipped range);

    /**
     * Keeps the owners of the stream out for a time: commits of those of before are refused, and others do not begin. Whether
     * that was so until the end, {@link #finish} compares.
     */
    Held hold(ArchiveMove move, Duration time);

    /** Where a stream stands while it is held: as long as the token is that one, nobody has begun. */
    record Held(Offsets offsets, long token) {}

    /** Holds for a time from now on. */
    void renew(ArchiveMove move, Duration time);

    /** Lets owners go on at the old place. */
    void release(ArchiveMove move);

    /** Whether the ledger keeps flags that the archive does not have yet. */
    boolean hasAmendments(EventStream stream);

    /**
     * From now on the archive is at the new place: what is committed next is written there. False, and all stays as it was, where
     * the stream is not where it was held.
     */
    boolean finish(ArchiveMove move, Held held);
}
