package datalab.process.early;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import datalab.store.Commit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;

/** Counts what the speed layer does with one stream. Thread-safe. */
final class StreamMeters {
    private final Counter events;
    private final Counter rejected;
    private final Counter duplicates;
    private final Counter conflicts;
    private final Counter fenced;
    private final Counter alarms;
    private final Counter storeAway;
    private final Timer steps;

    StreamMeters(MeterRegistry meters, String stream) {
        this.events = meters.counter("datalab.process.events", "stream", stream);
        this.rejected = meters.counter("datalab.process.rejected", "stream", stream);
        this.duplicates = meters.counter("datalab.process.duplicates", "stream", stream);
        this.conflicts = meters.counter("datalab.process.conflicts", "stream", stream);
        this.fenced = meters.counter("datalab.process.fenced", "stream", stream);
        this.alarms = meters.counter("datalab.process.alarms", "stream", stream);
        this.storeAway = meters.counter("datalab.process.store.away", "stream", stream);
        this.steps = meters.timer("datalab.process.step", "stream", stream);
    }

    /** Times one step, its commit included. */
    <T> T time(Supplier<T> step) {
        long begun = System.nanoTime();
        try {
            return step.get();
        } finally {
            steps.record(System.nanoTime() - begun, NANOSECONDS);
        }
    }

    void kept(Commit commit) {
        events.increment(commit.events().size());
        rejected.increment(commit.rejects().size());
        duplicates.increment((double) commit.duplicates());
    }

    void conflict() {
        conflicts.increment();
    }

    void fenced() {
        fenced.increment();
    }

    void alarmed() {
        alarms.increment();
    }

    void storeAway() {
        storeAway.increment();
    }
}
