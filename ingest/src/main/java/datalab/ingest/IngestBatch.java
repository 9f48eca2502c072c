package datalab.ingest;

import datalab.ingest.IngestResult.Accepted;
import datalab.ingest.IngestResult.Busy;
import datalab.ingest.IngestResult.Rejected;
import datalab.lab.Decoded.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Many messages of one sender on their way into the log, without waiting for each. One thread adds; memory is bounded by the
 * door's limits and by the first {@link BatchResult#ERRORS_MAX} errors.
 */
public final class IngestBatch {
    private final Ingest ingest;
    private final Intake intake;
    private final String source;
    private final @Nullable String once;

    private final AtomicLong underWay = new AtomicLong(1); // one for the batch itself, until finish
    private final AtomicLong accepted = new AtomicLong();
    private final CountDownLatch allSettled = new CountDownLatch(1);
    private final RejectCount rejects = new RejectCount();
    private final Map<Integer, Long> reached = new ConcurrentHashMap<>();
    private volatile @Nullable Busy busy;
    private Instant arrived;

    IngestBatch(Ingest ingest, Intake intake, String source, @Nullable String once) {
        this.ingest = ingest;
        this.intake = intake;
        this.source = source;
        this.once = once;
        this.arrived = Instant.ofEpochMilli(ingest.clock().millis());
    }

    public Intake intake() {
        return intake;
    }

    /** The largest event, in bytes; of a larger one its reader hands over the beginning by {@link #refuse}. */
    public int eventBytesMax() {
        return ingest.limits().eventBytesMax();
    }

    /** False once the log cannot take more: the reader should stop. */
    public boolean open() {
        return busy == null;
    }

    /**
     * Hands one message over; waits while there is no room.
     *
     * @param line where it stood, counted from 1
     */
    public void add(long line, byte[] bytes, int offset, int length) {
        underWay.incrementAndGet();
        String id = once == null ? null : once + line;
        ingest.acceptPatiently(
                new Message(intake, bytes, offset, length, source, now(), id), result -> settled(line, result));
    }

    /**
     * Hands over an input that is known to be no event.
     *
     * @param bytes its beginning, for this batch to keep
     * @param payloadBytes how many there were
     */
    public void refuse(long line, byte[] bytes, long payloadBytes, Refused why) {
        underWay.incrementAndGet();
        String id = once == null ? null : once + line;
        ingest.refusePatiently(
                new Refusal(intake.stream, bytes, payloadBytes, source, now(), id, why),
                result -> settled(line, result));
    }

    /** Waits for everything that is under way. Nothing may be added afterwards. */
    public BatchResult finish() {
        settled();
        if (!settledWithin(ingest.limits().ackWait())) {
            busy = new Busy(ingest.limits().retryAfter(), "not everything was acknowledged in time");
        }
        return new BatchResult(accepted.get(), rejects.count(), rejects.first(), busy);
    }

    /** The last offset of each partition that an event has taken; only of streams whose senders wait until all is visible. */
    public Map<Integer, Long> reached() {
        return Map.copyOf(reached);
    }

    private boolean settledWithin(Duration atMost) {
        try {
            return allSettled.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void settled(long line, IngestResult result) {
        switch (result) {
            case Accepted event -> {
                accepted.incrementAndGet();
                if (intake.stream.in().waits()) {
                    reached.merge(event.at().partition(), event.at().offset(), Math::max);
                }
            }
            case Rejected why -> rejects.add(line, why);
            case Busy why -> busy = why;
        }
        settled();
    }

    private void settled() {
        if (underWay.decrementAndGet() == 0) {
            allSettled.countDown();
        }
    }

    private Instant now() {
        long millis = ingest.clock().millis();
        if (arrived.toEpochMilli() != millis) {
            arrived = Instant.ofEpochMilli(millis);
        }
        return arrived;
    }
}
