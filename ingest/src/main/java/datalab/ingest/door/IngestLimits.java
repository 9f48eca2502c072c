package datalab.ingest.door;

import java.time.Duration;

/**
 * The limits and timeouts of {@code Ingest}.
 *
 * @param eventBytesMax the largest event; a larger one is a reject
 * @param inFlightBytesMax what may wait for the log's acknowledgement at any one time, all senders together; below the
 *     log's own buffer, so that handing over a record never blocks
 * @param roomWait how long a sender waits for room before it is told to retry
 * @param ackWait how long a sender waits for the log's acknowledgement before it is told to retry
 * @param retryAfter after which time a sender that was refused should retry
 */
public record IngestLimits(
        int eventBytesMax, int inFlightBytesMax, Duration roomWait, Duration ackWait, Duration retryAfter) {
    public static final IngestLimits DEFAULT = new IngestLimits(
            1024 * 1024, 32 * 1024 * 1024, Duration.ofSeconds(5), Duration.ofSeconds(25), Duration.ofSeconds(2));
}
