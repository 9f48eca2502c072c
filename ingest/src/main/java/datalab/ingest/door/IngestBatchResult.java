package datalab.ingest.door;

import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Rejected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of ingesting many messages: counts, the first errors and whether it stopped early. Counts are of what the log
 * has acknowledged.
 *
 * @param errors the first of the rejects, by line
 * @param busy why it ended early, where the log could not take all; null where everything was taken
 */
public record IngestBatchResult(
        long accepted,
        long rejected,
        List<LineError> errors,
        @Nullable Busy busy) {

    /** How many rejects are reported individually. */
    public static final int ERRORS_MAX = 100;

    public IngestBatchResult {
        errors = List.copyOf(errors);
    }

    /** A reject and its line, counted from 1. */
    public record LineError(long line, Rejected why) {}
}
