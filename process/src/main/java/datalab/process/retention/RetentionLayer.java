package datalab.process.retention;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Deletes rows that are not to be kept any longer, at the start and then every hour, a page at a time. Any number of processes
 * may run it. Thread-safe. Labs must be prepared in the store before {@link #start}.
 */
public final class RetentionLayer implements AutoCloseable {
    private static final Duration END_MAX = Duration.ofSeconds(3);

    private final List<RetentionLoop> loops;

    public RetentionLayer(List<? extends ExpiringRows> expiring, MeterRegistry meters, Clock clock) {
        ReentrantLock turn = new ReentrantLock(true);
        this.loops = expiring.stream()
                .map(rows -> new RetentionLoop(rows, turn, meters, clock))
                .toList();
    }

    /** Returns at once. */
    public void start() {
        loops.forEach(loop -> Thread.ofVirtual().name("datalab-retention").start(loop));
    }

    /** Waits a little for the page that is under way. */
    @Override
    public void close() {
        loops.forEach(RetentionLoop::close);
        long end = System.nanoTime() + END_MAX.toNanos();
        loops.forEach(loop -> loop.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }
}
