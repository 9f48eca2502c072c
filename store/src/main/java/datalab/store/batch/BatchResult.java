package datalab.store.batch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a batch run came to.
 *
 * @param rows folded and written (compact: merged; verify: compared)
 * @param copied rows that a recompute has copied as they were served, since events of theirs may be dropped
 * @param foldedFrom rows whose window begins before it were not folded (recompute) or compared (verify); null for all
 * @param note in a sentence, what a person should know of that; null for nothing
 * @param differing rows of a verification that are not what is served
 * @param report a JSON array of the first rows that differ
 */
public record BatchResult(
        long rows,
        long copied,
        @Nullable Instant foldedFrom,
        @Nullable String note,
        long differing,
        @Nullable String report) {

    /** Of a batch that has folded or merged these rows, and nothing else. */
    public static BatchResult of(long rows) {
        return new BatchResult(rows, 0, null, null, 0, null);
    }
}
