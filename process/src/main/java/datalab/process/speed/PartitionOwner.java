package datalab.process.speed;

import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import datalab.log.LogUnavailable;
import datalab.log.consumer.FeedResult;
import datalab.log.consumer.PartitionFeed;
import datalab.store.answer.StoreUnavailable;
import datalab.store.ledger.Progress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one assigned partition on until it is taken away. Runs on a thread of its own. It waits for a store that is away as
 * long as it takes, since the log holds what comes meanwhile, and it never skips a record: what it cannot go past is an alarm.
 */
final class PartitionOwner implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionOwner.class);
    private static final Duration TAKE = Duration.ofMillis(500);
    private static final int IDLE_TAKES = 10;
    private static final Duration BACKOFF_MIN = Duration.ofMillis(200);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(5);
    /** How often a partition that waits for a person looks whether one has come. */
    private static final Duration ALARM_PAUSE = Duration.ofSeconds(30);

    private static final Duration GAP_PAUSE = Duration.ofSeconds(1);

    private final EventStream stream;
    private final String topic;
    private final PartitionFeed feed;
    private final PartitionProtocol partition;
    private final SpeedContext shared;
    private final StreamMeters meters;
    private final Alarms alarms;
    private Duration backoff = BACKOFF_MIN;
    private boolean waiting;
    private int idleTakes;

    PartitionOwner(
            EventStream stream, PartitionFeed feed, PartitionProtocol partition, SpeedContext shared, Alarms alarms) {
        this.stream = stream;
        this.topic = stream.topic();
        this.feed = feed;
        this.partition = partition;
        this.shared = shared;
        this.meters = alarms.meters();
        this.alarms = alarms;
    }

    @Override
    public void run() {
        try {
            while (!feed.isRevoked()) {
                attempt();
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("topic", topic).log("owner interrupted");
        } finally {
            alarms.leave();
        }
    }

    private void attempt() throws InterruptedException {
        try {
            own();
        } catch (StoreUnavailable | LogUnavailable e) {
            away(e);
            pause(backoff);
            backoff = backoff.multipliedBy(2).compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : backoff.multipliedBy(2);
        } catch (RuntimeException | Error e) { // a bug, or no memory: this partition waits, the others go on
            LOG.atError()
                    .addKeyValue("topic", topic)
                    .addKeyValue("partition", feed.partition())
                    .setCause(e)
                    .log("partition stopped");
            alarms.raise("stopped by an error, is tried again every " + ALARM_PAUSE.toSeconds() + " s: " + e);
            pause(ALARM_PAUSE);
        }
    }

    /** Goes on from where the store is, until that is no longer known. */
    private void own() throws InterruptedException {
        shared.gaps().look(stream, feed.partition());
        Progress progress = inTurn(partition::begin);
        back();
        alarms.begin(progress.alarm());
        if (progress.log().gap() != null || !shared.gaps().isStill(stream, progress)) {
            haltFor(progress.alarm());
            return;
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
                        pause(BACKOFF_MIN);
                        return;
                    }
                }
                case FeedResult.Gap gap -> {
                    pause(BACKOFF_MIN);
                    return;
                }
                case FeedResult.Revoked() -> {
                    return;
                }
            }
        }
    }

    /** The log is not the one that was read, or is not there. */
    private void haltFor(@Nullable String alarm) throws InterruptedException {
        feed.halt();
        if (alarm != null) {
            alarms.raise(alarm);
        }
        pause(GAP_PAUSE);
    }

    /** Asks now and then while there is nothing to do: a commit would have told. */
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
            case PartitionProtocol.Outcome.Committed(var commit) -> {
                long tookNanos = System.nanoTime() - begun;
                shared.pace().took(tookNanos);
                meters.commit().record(Duration.ofNanos(tookNanos));
                meters.committed(commit);
                alarms.clear();
                yield true;
            }
            case PartitionProtocol.Outcome.Lost() -> {
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

    private void away(RuntimeException e) {
        meters.retried();
        if (!waiting) {
            waiting = true;
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("partition", feed.partition())
                    .addKeyValue("reason", e.getMessage())
                    .log(e instanceof StoreUnavailable ? "store away" : "log away");
        }
    }

    private void back() {
        backoff = BACKOFF_MIN;
        if (waiting) {
            waiting = false;
            LOG.atInfo()
                    .addKeyValue("topic", topic)
                    .addKeyValue("partition", feed.partition())
                    .log("store and log back");
        }
    }

    private void pause(Duration atMost) throws InterruptedException {
        feed.awaitRevoked(atMost);
    }
}
