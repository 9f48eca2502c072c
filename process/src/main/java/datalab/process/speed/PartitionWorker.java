package datalab.process.speed;

import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import datalab.log.consumer.FeedResult;
import datalab.log.consumer.PartitionFeed;
import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import datalab.store.ledger.Progress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the processing loop of one assigned partition until the partition is revoked. Runs on a thread of its own. It waits
 * for an unavailable store as long as needed, since the log holds new records, and it never skips a record: what
 * it cannot process raises an alarm.
 */
final class PartitionWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWorker.class);
    private static final Duration TAKE = Duration.ofMillis(500);
    private static final int IDLE_TAKES = 10;
    /** After a bug it waits for an operator, and retries periodically. */
    static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(30));

    private static final Duration LOST_PAUSE = Duration.ofMillis(200);
    private static final Duration GAP_PAUSE = Duration.ofSeconds(1);

    private final EventStream stream;
    private final String topic;
    private final PartitionFeed feed;
    private final PartitionCommitter partition;
    private final SpeedContext shared;
    private final SpeedMeters meters;
    private final PartitionAlarm alarms;
    private final CircuitBreaker breaker;
    private int idleTakes;

    PartitionWorker(
            EventStream stream,
            PartitionFeed feed,
            PartitionCommitter partition,
            SpeedContext shared,
            PartitionAlarm alarms) {
        this.stream = stream;
        this.topic = stream.topic();
        this.feed = feed;
        this.partition = partition;
        this.shared = shared;
        this.meters = alarms.meters();
        this.alarms = alarms;
        this.breaker = new CircuitBreaker("speed", topic + "/" + feed.partition(), BACKOFF, shared.meters());
    }

    @Override
    public void run() {
        new SupervisedLoop(breaker, this::own, alarms::failed, this::isRevokedWithin).run();
        alarms.leave();
    }

    private boolean isRevokedWithin(Duration atMost) throws InterruptedException {
        feed.awaitRevoked(atMost);
        return feed.isRevoked();
    }

    /** Continues from the store's position, until that is no longer known. */
    private Duration own() throws InterruptedException {
        shared.gaps().look(stream, feed.partition());
        Progress progress = inTurn(partition::begin);
        breaker.passed();
        alarms.begin(progress.alarm());
        if (progress.log().gap() != null || !shared.gaps().isStill(stream, progress)) {
            haltFor(progress.alarm());
            return GAP_PAUSE;
        }
        alarms.passed();
        feed.begin(progress.nextOffset(), progress.log().base());
        while (true) {
            if (feed.awaitRecords(TAKE)) {
                TimeUnit.NANOSECONDS.sleep(shared.pace().restNanos()); // what comes meanwhile goes with them
            }
            switch (feed.take(
                    shared.settings().stepRecordsMax(), shared.settings().stepBytesMax(), Duration.ZERO)) {
                case FeedResult.Records(List<LogRecord> records, long next) -> {
                    if (next == partition.next() ? !isStillInPlace() : !step(records, next, progress)) {
                        return LOST_PAUSE;
                    }
                }
                case FeedResult.Gap gap -> {
                    return LOST_PAUSE;
                }
                case FeedResult.Revoked() -> {
                    return Duration.ZERO;
                }
            }
        }
    }

    /** The log is not the one that was read, or is not there. */
    private void haltFor(@Nullable String alarm) {
        feed.halt();
        if (alarm != null) {
            alarms.raise(alarm);
        }
    }

    /** Checks periodically while idle: a commit would have detected it. */
    private boolean isStillInPlace() throws InterruptedException {
        idleTakes = (idleTakes + 1) % IDLE_TAKES;
        return idleTakes != 0 || inTurn(partition::isInPlace);
    }

    private boolean step(List<LogRecord> records, long until, Progress begin) throws InterruptedException {
        if (!shared.gaps().isStill(stream, begin)) {
            return false;
        }
        long begun = System.nanoTime();
        return switch (inTurn(() -> partition.step(records, until))) {
            case PartitionCommitter.Outcome.Committed(var commit) -> {
                long tookNanos = System.nanoTime() - begun;
                shared.pace().took(tookNanos);
                meters.commit().record(Duration.ofNanos(tookNanos));
                meters.committed(commit);
                shared.committed().forEach(listener -> listener.accept(stream));
                alarms.clear();
                yield true;
            }
            case PartitionCommitter.Outcome.Lost() -> {
                meters.fenced();
                LOG.atInfo()
                        .addKeyValue("topic", topic)
                        .addKeyValue("partition", feed.partition())
                        .log("partition moved by another owner");
                yield false;
            }
        };
    }

    private <T> T inTurn(Supplier<T> work) throws InterruptedException {
        shared.turns().acquire();
        try {
            return work.get();
        } finally {
            shared.turns().release();
        }
    }
}
