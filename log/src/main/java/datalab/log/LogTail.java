package datalab.log;

import java.time.Duration;
import java.util.List;

/**
 * A non-durable subscription to the new records of some topics, from when it is opened; no position is stored. Owned by one
 * thread, except {@link #close}, which any thread may call.
 */
public interface LogTail extends AutoCloseable {

    /** The next records, at most a thousand or so; empty when none came in that time or the log does not answer. */
    List<LogRecord> poll(Duration atMost);

    /** Ends a poll that is under way; later polls are empty. */
    @Override
    void close();
}
