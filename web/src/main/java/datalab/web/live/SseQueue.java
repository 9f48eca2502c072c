package datalab.web.live;

import datalab.access.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of the frames to be written to one client. Bounded in frames and bytes, also for all clients together:
 * one that reads too slowly loses frames and is told how many. Thread-safe: many offer, one takes.
 */
final class SseQueue {
    private static final int FRAMES_MAX = 5_000;
    private static final int BYTES_MAX = 1024 * 1024;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final SubscriptionFilter filter;
    private final LiveBudget all;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
    private int bytes;
    private int bytesBeingWritten;
    private long missed;
    private boolean ended;
    private boolean left;
    private final Caller reader;
    private @Nullable LiveCursor begun;
    private @Nullable MissedReplay missedBefore;

    /**
     * @param all what waits for it and others
     * @param reader who may follow only as long as what they have shown holds
     */
    SseQueue(SubscriptionFilter filter, LiveBudget all, Caller reader) {
        this.filter = filter;
        this.all = all;
        this.reader = reader;
    }

    /** Before anything is taken: from where on it is shown everything, and how to have what came before. */
    void begin(LiveCursor from, MissedReplay before) {
        begun = from;
        missedBefore = before;
    }

    /**
     * Sends what comes first: what was missed, and where it goes on.
     *
     * @param last the last id that the client has seen; null for a new client
     */
    void sendFirst(@Nullable String last, MissedReplay.Sink sink) throws IOException {
        LiveCursor from = Objects.requireNonNull(begun, "it has joined");
        if (last != null) {
            Optional<LiveCursor> seen = LiveCursor.parse(last);
            if (seen.isPresent()) {
                Objects.requireNonNull(missedBefore).send(seen.get(), from, sink);
            } else {
                sink.write(SseFrame.missedAway(null));
            }
        }
        sink.write(SseFrame.hello(from.text()));
    }

    SubscriptionFilter filter() {
        return filter;
    }

    void offer(byte[] frame) {
        lock.lock();
        try {
            boolean isFull = frames.size() >= FRAMES_MAX || bytes + frame.length > BYTES_MAX;
            if ((isFull && !frames.isEmpty()) || left || !all.add(frame.length, bytes + bytesBeingWritten)) {
                missed++;
            } else {
                frames.add(frame);
                bytes += frame.length;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Notes frames that were never made. */
    void miss(long count) {
        lock.lock();
        try {
            missed += count;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** No more frames are taken. */
    void leave() {
        lock.lock();
        try {
            left = true;
            all.remove(bytes + bytesBeingWritten);
            frames.clear();
            bytes = 0;
            bytesBeingWritten = 0;
        } finally {
            lock.unlock();
        }
    }

    /** The next frame, a heartbeat where none came in that time, or empty at the end. What was taken before has been written. */
    Optional<byte[]> take(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            all.remove(bytesBeingWritten);
            bytesBeingWritten = 0;
            long left = atMost.toNanos();
            while (frames.isEmpty() && missed == 0 && !ended && left > 0 && reader.isCurrent()) {
                long now = Math.min(left, LOOK_NANOS);
                left -= now - changed.awaitNanos(now);
            }
            return ended || !reader.isCurrent() ? Optional.empty() : Optional.of(next());
        } finally {
            lock.unlock();
        }
    }

    boolean hasMore() {
        lock.lock();
        try {
            return !frames.isEmpty() || missed > 0;
        } finally {
            lock.unlock();
        }
    }

    /** What waited is written first: the gap lies after it. */
    private byte[] next() {
        byte[] frame = frames.poll();
        if (frame != null) {
            bytes -= frame.length;
            bytesBeingWritten = frame.length;
            return frame;
        }
        if (missed > 0) {
            byte[] gap = SseFrame.gap(missed);
            missed = 0;
            return gap;
        }
        return SseFrame.HEARTBEAT;
    }
}
