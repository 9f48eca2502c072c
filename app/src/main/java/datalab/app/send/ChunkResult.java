package datalab.app.send;

import java.util.List;

/** What the server said about one chunk. */
record ChunkResult(long accepted, long rejected, List<RowError> errors) {
    ChunkResult {
        errors = List.copyOf(errors);
    }

    /** One event that was refused; the line is of the request's body, from 1. */
    record RowError(int line, String field, String reason) {}
}
