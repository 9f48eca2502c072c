package datalab.log.consumer;

import datalab.log.KafkaClients;
import datalab.log.LogRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of one assigned partition's records, between the reader's thread and the partition's worker thread. One
 * assignment, one feed: after a revocation it stays revoked. Thread-safe.
 */
public final class PartitionFeed {
    /** The reader pauses the partition at this many queued bytes and goes on at half of it. */
    static final long QUEUED_BYTES_MAX = 8L << 20;

    private static final long NOWHERE = -1;
    private static final long RECORD_OVERHEAD_BYTES = 100;

    private final int partition;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> queue = new ArrayDeque<>();
    private long queuedBytes;
    private long wantedOffset = NOWHERE;
    private long readUntil = NOWHERE;
    private long base;
    private long unread;
    private boolean full;
    private boolean halted;
    private boolean revoked;
    private FeedResult.@Nullable Gap gap;

    PartitionFeed(int partition) {
        this.partition = partition;
    }

    public int partition() {
        return partition;
    }

    /** Where reading goes on, now and whenever the owner has lost its place. What is queued is dropped. */
    public void begin(long place) {
        begin(place, 0);
    }

    /**
     * As {@link #begin(long)}, of a log that did not begin with the partition.
     *
     * @param logBase how much places are above the log's own offsets
     */
    public void begin(long place, long logBase) {
        lock.lock();
        try {
            queue.clear();
            queuedBytes = 0;
            gap = null;
            halted = false;
            base = logBase;
            wantedOffset = place - logBase;
            readUntil = wantedOffset;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next records, as many as there are up to the bounds; waits for the first of them.
     *
     * @param bytesMax more bytes than this only where a single record has them
     */
    public FeedResult take(int recordsMax, long bytesMax, Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitAny(atMost);
            return next(recordsMax, bytesMax);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to take, but no longer than that; true where it is records. */
    public boolean awaitRecords(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitAny(atMost);
            return !queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** True once the partition is no longer this process's. */
    public boolean isRevoked() {
        lock.lock();
        try {
            return revoked;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of the assignment, but no longer than that. */
    public void awaitRevoked(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long waitNanos = atMost.toNanos();
            while (!revoked && waitNanos > 0) {
                waitNanos = changed.awaitNanos(waitNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The owner cannot go on, and its lag is unknown, until it begins again. */
    public void halt() {
        lock.lock();
        try {
            halted = true;
            queue.clear();
            queuedBytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** How many records the log holds, as far as the reader knows, that the owner has not taken; empty while it is halted. */
    public OptionalLong behind() {
        lock.lock();
        try {
            if (revoked) {
                return OptionalLong.of(0);
            }
            return halted ? OptionalLong.empty() : OptionalLong.of(unread + queue.size());
        } finally {
            lock.unlock();
        }
    }

    private void awaitAny(Duration atMost) throws InterruptedException {
        long waitNanos = atMost.toNanos();
        while (queue.isEmpty() && !revoked && gap == null && waitNanos > 0) {
            waitNanos = changed.awaitNanos(waitNanos);
        }
    }

    private FeedResult next(int recordsMax, long bytesMax) {
        if (revoked) {
            return new FeedResult.Revoked();
        }
        if (gap != null) {
            return gap;
        }
        List<LogRecord> records = new ArrayList<>(Math.min(recordsMax, queue.size()));
        long bytes = 0;
        while (!queue.isEmpty() && records.size() < recordsMax) {
            long size = bytesOf(queue.getFirst());
            if (!records.isEmpty() && bytes + size > bytesMax) {
                break;
            }
            records.add(KafkaClients.record(queue.removeFirst(), base));
            bytes += size;
        }
        queuedBytes -= bytes;
        long next = queue.isEmpty() ? readUntil : queue.getFirst().offset();
        return new FeedResult.Records(records, next + base);
    }

    // What follows is the reader's.

    /** Where to seek to, where the owner has said so since the last call. */
    OptionalLong takeWanted() {
        lock.lock();
        try {
            long asked = wantedOffset;
            wantedOffset = NOWHERE;
            return asked == NOWHERE ? OptionalLong.empty() : OptionalLong.of(asked);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes records in; they are dropped if the owner has requested another offset meanwhile.
     *
     * @param until where the reader goes on
     */
    void offer(List<ConsumerRecord<byte[], byte[]>> records, long until) {
        lock.lock();
        try {
            if (wantedOffset != NOWHERE || revoked) {
                return;
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                queue.addLast(record);
                queuedBytes += bytesOf(record);
            }
            readUntil = until;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the owner is so far behind that nothing more may be read for it. */
    boolean isFull() {
        lock.lock();
        try {
            full = queuedBytes >= (full ? QUEUED_BYTES_MAX / 2 : QUEUED_BYTES_MAX);
            return full;
        } finally {
            lock.unlock();
        }
    }

    /** Notes how many records the log holds that have not been read. */
    void unread(long records) {
        lock.lock();
        try {
            unread = records;
        } finally {
            lock.unlock();
        }
    }

    void gap(FeedResult.Gap found) {
        lock.lock();
        try {
            gap = wantedOffset == NOWHERE ? found : null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void revoke() {
        lock.lock();
        try {
            revoked = true;
            queue.clear();
            queuedBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static long bytesOf(ConsumerRecord<byte[], byte[]> record) {
        return RECORD_OVERHEAD_BYTES + Math.max(0L, record.serializedValueSize());
    }
}
