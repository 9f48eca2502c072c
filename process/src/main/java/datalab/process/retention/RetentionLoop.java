package datalab.process.retention;

import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes one kind of rows every hour until it is closed; trouble is tried again. Runs on a thread of its own. */
final class RetentionLoop implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionLoop.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration PACE_MIN = Duration.ofMillis(10);
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofMinutes(5));

    private final ExpiringRows rows;
    private final Lock turn;
    private final Clock clock;
    private final Counter deleted;
    private final SupervisedLoop loop;

    /** @param turn held while a page is deleted, so that all loops of a process together ask for one connection */
    RetentionLoop(ExpiringRows rows, Lock turn, MeterRegistry meters, Clock clock) {
        this.rows = rows;
        this.turn = turn;
        this.clock = clock;
        this.deleted = Counter.builder("datalab.retention.rows")
                .description("rows deleted because they were not to be kept any longer")
                .tags("kind", rows.kind(), "name", rows.name())
                .register(meters);
        this.loop = new SupervisedLoop(
                new CircuitBreaker("retention", rows.kind() + " " + rows.name(), BACKOFF, meters), this::round);
    }

    @Override
    public void run() {
        loop.run();
    }

    @Override
    public void close() {
        loop.close();
    }

    boolean awaitEnd(Duration atMost) {
        return loop.awaitEnd(atMost);
    }

    private Duration round() throws InterruptedException {
        Instant now = clock.instant();
        rows.raise(now);
        long count = 0;
        Duration took = Duration.ZERO;
        while (!loop.isClosedWithin(pace(took))) {
            long begun = System.nanoTime();
            int page = page(now);
            took = Duration.ofNanos(System.nanoTime() - begun);
            count += page;
            if (page == 0) {
                break;
            }
        }
        if (count > 0) {
            LOG.atInfo()
                    .addKeyValue("kind", rows.kind())
                    .addKeyValue("name", rows.name())
                    .addKeyValue("rows", count)
                    .log("old rows deleted");
        }
        return EVERY;
    }

    private int page(Instant now) {
        turn.lock();
        try {
            int page = loop.isClosed() ? 0 : rows.deletePage(now);
            deleted.increment(page);
            return page;
        } finally {
            turn.unlock();
        }
    }

    /** As long as a page took, so that the store is busy with it half of the time at most. */
    private static Duration pace(Duration took) {
        return took.compareTo(PACE_MIN) < 0 ? PACE_MIN : took;
    }
}
