package datalab.cli.send;

import java.util.List;

/** What the server said about one chunk. */
public record ChunkResult(long accepted, long rejected, List<RowError> errors) {
    public ChunkResult {
        errors = List.copyOf(errors);
    }

    /**
     * One event that was refused.
     *
     * @param line of the request's body, from 1
     * @param why the reason, and what exactly is wrong with which field
     */
    public record RowError(int line, String why) {}
}
