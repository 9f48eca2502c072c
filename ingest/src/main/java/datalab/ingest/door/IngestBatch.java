package datalab.ingest.door;

import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Rejected;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Offsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Ingests many messages of one sender asynchronously, without waiting for each. One thread adds; memory is bounded by the
 * limits of {@code Ingest} and by the first {@link IngestBatchResult#ERRORS_MAX} errors.
 */
public final class IngestBatch {
    /** How many refused events of one request are kept as rejects of their own. */
    static final int KEPT_SINGLY = 1_000;

    private final Ingest ingest;
    private final StreamBinding binding;
    private final String source;
    private final @Nullable String once;

    private final AtomicLong underWay = new AtomicLong(1); // one for the batch itself, until finish
    private final AtomicLong accepted = new AtomicLong();
    private final CountDownLatch allSettled = new CountDownLatch(1);
    private final LineErrors rejects = new LineErrors();
    private final Map<Integer, Long> reached = new ConcurrentHashMap<>();
    private final Thread owner = Thread.currentThread();
    private final RejectedLineBuffer gathered = new RejectedLineBuffer();
    private long refused;
    private boolean isBegun;
    private volatile @Nullable Busy busy;
    private Instant arrived;

    IngestBatch(Ingest ingest, StreamBinding binding, String source, @Nullable String once) {
        this.ingest = ingest;
        this.binding = binding;
        this.source = source;
        this.once = once;
        this.arrived = Instant.ofEpochMilli(ingest.clock().millis());
    }

    public StreamBinding binding() {
        return binding;
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
        if (isPaid(length)) {
            ingest.acceptPaid(new InboundMessage(binding, bytes, offset, length, source, now(), id), new Line(line));
        }
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
        RejectedInput rejected = new RejectedInput(binding.stream, bytes, payloadBytes, source, now(), id, why);
        if (isPaid(payloadBytes) && !gathers(line, rejected)) {
            ingest.refuseWaiting(rejected, new Line(line));
        }
    }

    /** Holds the sender back while its quota is used up; who begins then is not taken at all. */
    private boolean isPaid(long bytes) {
        Busy over = isBegun
                ? SenderQuota.awaitAsOneOfFew(binding, bytes, ingest.limits().ackWait())
                : SenderQuota.take(binding, bytes);
        isBegun = true;
        if (over != null) {
            busy = over;
            binding.meters.busy();
            settled(1);
        }
        return over == null;
    }

    /** Waits for everything in flight. Nothing may be added afterwards. */
    public IngestBatchResult finish() {
        keepGathered();
        settled(1);
        if (!settledWithin(ingest.limits().ackWait())) {
            busy = new Busy(ingest.limits().retryAfter(), "not everything was acknowledged in time");
        }
        return new IngestBatchResult(accepted.get(), rejects.count(), rejects.first(), busy);
    }

    /** Right after the last event taken of each partition; only of streams whose senders wait until all is visible. */
    public Offsets reached() {
        return new Offsets(reached);
    }

    private boolean settledWithin(Duration atMost) {
        try {
            return allSettled.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether a refused event is combined with others; the first ones of a request are recorded individually. */
    private boolean gathers(long line, RejectedInput rejected) {
        boolean whole = rejected.bytes().length == rejected.payloadBytes();
        boolean fits = whole && rejected.bytes().length <= RejectedLineBuffer.EVENT_BYTES_MAX;
        if (++refused <= KEPT_SINGLY || !fits) {
            return false;
        }
        if (!gathered.hasRoom(rejected)) {
            keepGathered();
        }
        gathered.add(line, rejected);
        return true;
    }

    private void keepGathered() {
        int count = gathered.count();
        RejectedInput all = gathered.take();
        if (all != null) {
            ingest.refuseWaiting(all, result -> settledTogether(count, result));
        }
    }

    private void settledTogether(int count, IngestResult result) {
        if (result instanceof Busy why) {
            busy = why;
        } else {
            rejects.addMany(count);
            binding.meters.rejected(count - 1);
        }
        settled(count);
    }

    private void settled(long line, IngestResult result) {
        switch (result) {
            case Accepted event -> {
                accepted.incrementAndGet();
                if (binding.stream.in().waits()) {
                    reached.merge(event.at().partition(), event.at().offset() + 1, Math::max);
                }
            }
            case Rejected why -> rejects.add(line, why);
            case Busy why -> busy = why;
        }
        settled(1);
    }

    private void settled(int messages) {
        if (underWay.addAndGet(-messages) == 0) {
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

    /** Receives the result of the message on one line. */
    private final class Line implements IngestListener {
        private final long line;

        Line(long line) {
            this.line = line;
        }

        @Override
        public void done(IngestResult result) {
            settled(line, result);
        }

        /** Events that another thread refuses later are recorded individually. */
        @Override
        public boolean gathers(RejectedInput rejected) {
            return Thread.currentThread() == owner && IngestBatch.this.gathers(line, rejected);
        }
    }
}
