package datalab.process.publish;

import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import datalab.store.output.OutputFenced;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLeaseLost;
import datalab.store.output.OutputLedger;
import datalab.store.output.OutputMismatch;
import datalab.store.result.StoreUnavailable;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes one output while this process is responsible for it, on a thread of its own until it is closed. A target that is
 * away, or whose table does not fit, is waited for; the ledger says why, for people to see.
 */
final class PublisherWorker implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublisherWorker.class);
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration PACE_MIN = Duration.ofMillis(10);
    private static final Duration PACE_MAX = Duration.ofSeconds(1);
    private static final Duration MISMATCH = Duration.ofSeconds(30);
    private static final Duration STEP_END_MAX = Duration.ofSeconds(3);
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(30));

    private final OutputId output;
    private final Publisher publisher;
    private final BooleanSupplier isOurs;
    private final OutputLedger ledger;
    private final PublishMeters meters;
    private final CircuitBreaker breaker;
    private final SupervisedLoop loop;
    private volatile @Nullable String alarm = ""; // not known yet what the ledger has

    /** @param isOurs whether this process is responsible for it */
    PublisherWorker(
            OutputId output, Publisher publisher, BooleanSupplier isOurs, OutputLedger ledger, MeterRegistry registry) {
        this.output = output;
        this.publisher = publisher;
        this.isOurs = isOurs;
        this.ledger = ledger;
        this.meters = new PublishMeters(registry, output, publisher);
        this.breaker = new CircuitBreaker("publish", output.toString(), BACKOFF, registry);
        this.loop = new SupervisedLoop(breaker, this::look, this::failed);
    }

    @Override
    public void run() {
        try {
            loop.run();
        } finally {
            publisher.close();
        }
    }

    /** Waits a little for the step that is under way. */
    @Override
    public void close() {
        loop.close();
        if (!loop.awaitEnd(STEP_END_MAX)) {
            LOG.atWarn().addKeyValue("output", output).log("step goes on");
        }
    }

    /** What it waits for, if anything, with its name. */
    Optional<String> waitsFor() {
        return Optional.ofNullable(alarm).filter(reason -> !reason.isEmpty()).map(reason -> output + ": " + reason);
    }

    private Duration look() throws InterruptedException {
        if (!isOurs.getAsBoolean()) {
            publisher.close();
            alarm = "";
            return IDLE;
        }
        try {
            own();
            return IDLE;
        } catch (OutputLeaseLost | OutputFenced other) {
            LOG.atInfo().addKeyValue("output", output).log("another process publishes it");
            meters.fenced();
            return PACE_MAX;
        } catch (OutputMismatch mismatch) {
            if (!Objects.equals(mismatch.getMessage(), alarm)) {
                LOG.atWarn()
                        .addKeyValue("output", output)
                        .addKeyValue("reason", mismatch.getMessage())
                        .log("output waits for a person");
            }
            alarm(mismatch.getMessage());
            return MISMATCH;
        }
    }

    private void own() throws InterruptedException {
        publisher.begin();
        breaker.passed();
        while (isOurs.getAsBoolean()) {
            long begun = System.nanoTime();
            int rows = publisher.step();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            alarm(null);
            if (rows >= 0) {
                meters.step(rows, took);
            }
            if (loop.isClosedWithin(rows < 0 ? IDLE : pace(took))) {
                return;
            }
        }
    }

    /** As long as the step took, so that a target is busy half of the time at most and rows gather meanwhile. */
    private static Duration pace(Duration took) {
        return took.compareTo(PACE_MIN) < 0 ? PACE_MIN : took.compareTo(PACE_MAX) > 0 ? PACE_MAX : took;
    }

    private void failed(Throwable failure) {
        meters.retried();
        if (failure instanceof StoreUnavailable) {
            return; // the ledger is away, where the alarm would be
        }
        alarm(failure.getMessage() == null ? failure.toString() : failure.getMessage());
    }

    private void alarm(@Nullable String message) {
        if (Objects.equals(message, alarm)) {
            return;
        }
        try {
            ledger.alarm(output, message);
            alarm = message;
        } catch (StoreUnavailable e) {
            LOG.atWarn().addKeyValue("output", output).setCause(e).log("alarm not stored");
        }
    }
}
