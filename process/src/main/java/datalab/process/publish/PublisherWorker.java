package datalab.process.publish;

import datalab.lab.stream.EventStream;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes one output, or watches one alert, while this process is responsible for it, on a thread of its own until it is
 * closed. A target that is away, or whose table does not fit, is waited for; the ledger says why, for people to see.
 */
public final class PublisherWorker implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublisherWorker.class);
    /** Between two steps where there is nothing to do at the moment, so that rows gather. */
    private static final Duration IDLE = Duration.ofMillis(100);
    /** So late at most is noticed what nobody tells: commits of other processes, a new generation, somebody who asks. */
    private static final Duration UNTOLD_MAX = Duration.ofSeconds(1);

    private static final Duration PACE_MIN = Duration.ofMillis(10);
    private static final Duration PACE_MAX = Duration.ofSeconds(1);
    private static final Duration MISMATCH = Duration.ofSeconds(30);
    private static final Duration STEP_END_MAX = Duration.ofSeconds(3);
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(30));

    private final OutputId output;
    private final EventFollower follower;
    private final String topic;
    private final BooleanSupplier isOurs;
    private final OutputLedger ledger;
    private final Duration untoldMax;
    private final PublishMeters meters;
    private final CircuitBreaker breaker;
    private final SupervisedLoop loop;
    private final Semaphore woken = new Semaphore(0);
    private volatile @Nullable String alarm = ""; // not known yet what the ledger has

    /** @param isOurs whether this process is responsible for it */
    public PublisherWorker(
            OutputId output,
            EventFollower follower,
            EventStream stream,
            BooleanSupplier isOurs,
            OutputLedger ledger,
            MeterRegistry registry) {
        this(output, follower, stream, isOurs, ledger, registry, UNTOLD_MAX);
    }

    PublisherWorker(
            OutputId output,
            EventFollower follower,
            EventStream stream,
            BooleanSupplier isOurs,
            OutputLedger ledger,
            MeterRegistry registry,
            Duration untoldMax) {
        this.output = output;
        this.follower = follower;
        this.topic = stream.topic();
        this.isOurs = isOurs;
        this.ledger = ledger;
        this.untoldMax = untoldMax;
        this.meters = new PublishMeters(registry, output, follower);
        this.breaker = new CircuitBreaker("publish", output.toString(), BACKOFF, registry);
        this.loop = new SupervisedLoop(breaker, this::look, this::failed);
    }

    @Override
    public void run() {
        try {
            loop.run();
        } finally {
            follower.close();
        }
    }

    /** Whether rows of this stream's events are in it. */
    boolean follows(EventStream stream) {
        return stream.topic().equals(topic);
    }

    /** There may be something to do: ends a rest of one that is idle. */
    void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    /** Waits a little for the step that is under way. */
    @Override
    public void close() {
        loop.close();
        wake();
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
            follower.close();
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

    /** Rests as beside load when there is nothing to do, then ever longer, until somebody wakes it. */
    private void own() throws InterruptedException {
        follower.begin();
        breaker.passed();
        Duration idle = Duration.ZERO;
        while (true) {
            woken.drainPermits();
            if (!isOurs.getAsBoolean() || loop.isClosed()) {
                return;
            }
            long begun = System.nanoTime();
            int rows = follower.step();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            alarm(null);
            if (rows >= 0) {
                meters.step(rows, took);
            }
            idle = rows >= 0 ? Duration.ZERO : idle.isZero() ? IDLE : shorter(idle.plus(idle), untoldMax);
            boolean isOver = idle.compareTo(IDLE) > 0
                    ? woken.tryAcquire(idle.toNanos(), TimeUnit.NANOSECONDS) && loop.isClosed()
                    : loop.isClosedWithin(idle.isZero() ? pace(took) : idle);
            if (isOver) {
                return;
            }
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
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
