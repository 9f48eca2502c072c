package datalab.process.publish;

import datalab.store.output.OutputId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The metrics of one output. Thread-safe. */
final class PublishMeters {
    private final Counter rows;
    private final Counter retries;
    private final Counter fenced;
    private final Timer steps;

    PublishMeters(MeterRegistry meters, OutputId output, EventFollower follower) {
        Tags tags = Tags.of("output", output.lab() + "." + output.of(), "target", output.target());
        this.rows = meters.counter("datalab.publish.rows", tags);
        this.retries = meters.counter("datalab.publish.retries", tags);
        this.fenced = meters.counter("datalab.publish.fenced", tags);
        this.steps = Timer.builder("datalab.publish.step")
                .description("from reading rows to the target's word that it has them")
                .tags(tags)
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        Gauge.builder("datalab.publish.lag", follower, EventFollower::behind)
                .description("events whose rows are not written yet")
                .tags(tags)
                .register(meters);
    }

    void step(int written, Duration took) {
        rows.increment(written);
        steps.record(took);
    }

    void retried() {
        retries.increment();
    }

    void fenced() {
        fenced.increment();
    }
}
