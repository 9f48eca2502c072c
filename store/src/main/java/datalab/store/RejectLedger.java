package datalab.store;

import datalab.lab.event.Reject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Inputs that could not become events, as commits kept them. Thread-safe. */
public interface RejectLedger {

    /**
     * Rejects, newest first.
     *
     * @param lab null for those that no lab takes
     * @param before the id of the last of the page before; null for the first page
     */
    List<Reject> rejects(@Nullable String lab, @Nullable String before, int limit);

    Optional<Reject> reject(String id);

    /** How many rejects each stream of a lab has had, retried and deleted ones too. Streams without any are left out. */
    Map<String, Long> rejectCounts(String lab);

    /** Does nothing where the reject has been deleted meanwhile. */
    void markRetried(String rejectId, Instant at);

    /** Deletes these; answers how many were there. */
    int delete(Collection<String> ids);

    /**
     * Deletes rejects that were kept before a time, the oldest first, whether they were sent again or not. It is the time of
     * the commit that counts, as other programs may write any time into their records.
     *
     * @return how many, at most {@code limit}
     */
    int deleteKeptBefore(Instant time, int limit);
}
