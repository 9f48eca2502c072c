package datalab.process.speed;

import datalab.store.ledger.Commit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** The metrics of the speed layer for one stream. Thread-safe. */
final class SpeedMeters {
    private final Counter events;
    private final Counter rejected;
    private final Counter duplicates;
    private final Counter retries;
    private final Counter fenced;
    private final Timer commit;
    private final AtomicInteger stopped = new AtomicInteger();

    /** @param lag supplies a metric: how many records are in the log and not processed */
    <T> SpeedMeters(MeterRegistry meters, String topic, T owner, ToDoubleFunction<T> lag) {
        Tags tags = Tags.of("stream", topic);
        this.events = meters.counter("datalab.process.events", tags);
        this.rejected = meters.counter("datalab.process.rejected", tags);
        this.duplicates = meters.counter("datalab.process.duplicates", tags);
        this.retries = meters.counter("datalab.process.retries", tags);
        this.fenced = meters.counter("datalab.process.fenced", tags);
        this.commit = Timer.builder("datalab.process.commit")
                .description("from records to the store's word that it has them")
                .tags(tags)
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        Gauge.builder("datalab.process.lag", owner, lag).tags(tags).register(meters);
        Gauge.builder("datalab.process.stopped", stopped, AtomicInteger::get)
                .description("partitions that wait for a person")
                .tags(tags)
                .register(meters);
    }

    Timer commit() {
        return commit;
    }

    void committed(Commit step) {
        events.increment(step.events().size());
        rejected.increment(step.rejects().size());
        duplicates.increment((double) step.duplicates());
    }

    /** Of a stream that is derived from another's events. */
    void taken(int count) {
        events.increment(count);
    }

    void retried() {
        retries.increment();
    }

    void fenced() {
        fenced.increment();
    }

    void stopped(int change) {
        stopped.addAndGet(change);
    }
}
