package datalab.process.early;

import datalab.log.Fed;
import datalab.log.LogRecord;
import datalab.log.PartitionFeed;
import datalab.store.Commit;
import datalab.store.Progress;
import datalab.store.Store;
import datalab.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes one partition for as long as it is this process's. Where it goes on is the store's word alone. It never skips a
 * record: it waits for a store that is away, and stops with an alarm where the log has a gap.
 *
 * <p>Runs on a thread of its own.
 */
final class PartitionOwner implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionOwner.class);
    private static final int STEP_RECORDS_MAX = 10_000;
    private static final long STEP_BYTES_MAX = 4L << 20;
    private static final Duration TAKE_WAIT = Duration.ofSeconds(1);
    private static final Duration BACKOFF_MIN = Duration.ofMillis(100);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(5);

    private final StreamPlan plan;
    private final Store store;
    private final PartitionFeed feed;
    private final StreamMeters meters;
    private final Step step;
    private Duration backoff = BACKOFF_MIN;
    private Memory memory = new Memory();

    PartitionOwner(StreamPlan plan, Sorter sorter, Store store, PartitionFeed feed, StreamMeters meters) {
        this.plan = plan;
        this.store = store;
        this.feed = feed;
        this.meters = meters;
        this.step = new Step(plan, sorter, store);
    }

    @Override
    public void run() {
        try {
            boolean again = true;
            while (again) {
                again = ownPatiently();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // a bug: this partition stops, the others go on
            LOG.atError()
                    .addKeyValue("stream", plan.stream().topic())
                    .addKeyValue("partition", feed.partition())
                    .setCause(e)
                    .log("partition stopped by a defect");
            alarm("stopped by a defect (" + e + "); the log of the process says where. It goes on after a restart");
        }
    }

    /** Whether to begin again from where the store is. */
    private boolean ownPatiently() throws InterruptedException {
        try {
            return own();
        } catch (StoreUnavailable e) {
            if (backoff.equals(BACKOFF_MIN)) {
                LOG.atWarn()
                        .addKeyValue("stream", plan.stream().topic())
                        .addKeyValue("partition", feed.partition())
                        .addKeyValue("reason", e.getMessage())
                        .log("store away, waiting");
            }
            meters.storeAway();
            Thread.sleep(backoff);
            backoff = backoff.multipliedBy(2).compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : backoff.multipliedBy(2);
            return !feed.isRevoked();
        }
    }

    private boolean own() throws InterruptedException {
        Step.Place place = begin();
        while (true) {
            switch (feed.take(STEP_RECORDS_MAX, STEP_BYTES_MAX, TAKE_WAIT)) {
                case Fed.Revoked() -> {
                    return false;
                }
                case Fed.Gap gap -> {
                    stopAt(gap);
                    return false;
                }
                case Fed.Records(List<LogRecord> records) -> {
                    Step.Place next = records.isEmpty() ? place : process(records, place);
                    if (next == null) {
                        return true;
                    }
                    place = next;
                }
            }
        }
    }

    private Step.Place begin() {
        Progress progress = store.progress(plan.stream(), feed.partition());
        if (progress.alarm() != null) {
            store.alarm(plan.stream(), feed.partition(), null);
        }
        memory = new Memory();
        feed.begin(progress.nextOffset());
        return new Step.Place(feed.partition(), progress.nextOffset(), progress.epoch());
    }

    /** Where the next step begins; null where the store is elsewhere, so that this owner has to begin again. */
    private Step.@Nullable Place process(List<LogRecord> records, Step.Place place) {
        long epoch = place.epoch();
        while (true) {
            Step.Place here = new Step.Place(place.partition(), place.offset(), epoch);
            Step.Result result = meters.time(() -> step.run(records, here, memory));
            switch (result.outcome()) {
                case Commit.Outcome.Done() -> {
                    backoff = BACKOFF_MIN;
                    meters.kept(result.commit());
                    return new Step.Place(place.partition(), result.commit().nextOffset(), epoch);
                }
                case Commit.Outcome.EpochChanged(long changed) -> epoch = changed;
                case Commit.Outcome.Conflict() -> meters.conflict();
                case Commit.Outcome.Fenced(long nextOffset) -> {
                    fenced(place, nextOffset);
                    return null;
                }
            }
            memory = new Memory();
        }
    }

    private void fenced(Step.Place place, long nextOffset) {
        meters.fenced();
        LOG.atWarn()
                .addKeyValue("stream", plan.stream().topic())
                .addKeyValue("partition", place.partition())
                .addKeyValue("offset", place.offset())
                .addKeyValue("store_offset", nextOffset)
                .log("fenced, another owner has moved on");
    }

    private void stopAt(Fed.Gap gap) {
        String what = gap.wanted() < gap.first()
                ? "the log no longer holds offsets %d to %d".formatted(gap.wanted(), gap.first() - 1)
                : "the log ends at offset %d and the store has been at %d".formatted(gap.end(), gap.wanted());
        String message =
                what + ": " + gap.missing() + " events are missing. Nothing was skipped; see docs/operating.md";
        LOG.atError()
                .addKeyValue("stream", plan.stream().topic())
                .addKeyValue("partition", feed.partition())
                .addKeyValue("missing", gap.missing())
                .log("partition stopped at a gap in the log");
        alarm(message);
    }

    private void alarm(String message) {
        meters.alarmed();
        try {
            store.alarm(plan.stream(), feed.partition(), message);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("alarm not kept");
        }
    }
}
