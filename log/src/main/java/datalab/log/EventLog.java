package datalab.log;

/** Appends records to Kafka. Thread-safe. */
public interface EventLog {

    /**
     * Hands one record over; returns before it is kept. Records of one partition are kept in the order of the calls, whatever
     * is retried. Blocks for at most the configured time while the buffer is full, then reports {@link AppendResult.Failed}.
     *
     * @param done called exactly once, on a thread of the log's own that it must not block
     */
    void append(NewRecord event, AppendListener done);
}
