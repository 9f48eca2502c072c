package datalab.cli.send;

import java.util.List;

/** What the server said about one chunk. */
record ChunkResult(long accepted, long rejected, List<RowError> errors) {
    ChunkResult {
        errors = List.copyOf(errors);
    }

    /**
     * One event that was refused.
     *
     * @param line of the request's body, from 1
     * @param why the reason, and what exactly is wrong with which field
     */
    record RowError(int line, String why) {}
}
