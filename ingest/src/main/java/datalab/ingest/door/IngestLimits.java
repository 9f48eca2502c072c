package datalab.ingest.door;

import java.time.Duration;

/**
 * The limits and timeouts of {@code Ingest}.
 *
 * @param eventBytesMax the largest event; a larger one is a reject
 * @param inFlightBytesMax what may wait for the log's acknowledgement at any one time, all senders together; below the
 *     log's own buffer, so that handing over a record never blocks
 * @param roomWait the timeout for in-flight capacity, after which a sender gets a retryable error
 * @param ackWait the timeout for the log's acknowledgement, after which a sender gets a retryable error
 * @param retryAfter after which time a sender that was refused should retry
 */
public record IngestLimits(
        int eventBytesMax, int inFlightBytesMax, Duration roomWait, Duration ackWait, Duration retryAfter) {
    public static final IngestLimits DEFAULT = new IngestLimits(
            1024 * 1024, 32 * 1024 * 1024, Duration.ofSeconds(5), Duration.ofSeconds(25), Duration.ofSeconds(2));
}
