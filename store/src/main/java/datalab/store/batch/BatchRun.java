package datalab.store.batch;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One batch run of one view: requested, running or finished.
 *
 * @param attempt 1, and one more for each try after a failure
 * @param owner which process runs or ran it
 * @param leaseUntil when another process may take it over, unless its owner renews it; sooner if the owner is dead
 * @param epoch of its cut
 * @param events how many of the archive's events are folded, of how many
 * @param result what it came to; of zero rows until it is done
 */
public record BatchRun(
        long id,
        String lab,
        String view,
        BatchKind kind,
        State state,
        int attempt,
        @Nullable String owner,
        @Nullable Instant leaseUntil,
        Instant asked,
        @Nullable Instant began,
        @Nullable Instant ended,
        @Nullable Long epoch,
        Events events,
        BatchResult result,
        @Nullable String error) {

    /** Where it is. */
    public enum State {
        REQUESTED,
        RUNNING,
        DONE,
        FAILED;

        /** Lower case, as it is written everywhere but in Java. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How far a fold over the archive is; the total is the sum of the cut's offsets, which duplicates make too large. */
    public record Events(long done, long total) {}
}
