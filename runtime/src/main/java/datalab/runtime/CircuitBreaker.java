package datalab.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tracks whether a recurring task fails, and how long to pause before the next attempt. It opens with a failure and says
 * how long to rest, each time twice as long; it is half open while the work is tried again, and closes when that passes.
 * The thread that does the work changes it, any thread may look.
 */
public final class CircuitBreaker implements AutoCloseable {

    /** The state of the work. */
    public enum State {
        CLOSED(0),
        HALF_OPEN(1),
        OPEN(2);

        private final int metric;

        State(int metric) {
            this.metric = metric;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

    private final String loop;
    private final String of;
    private final Backoff backoff;
    private final MeterRegistry meters;
    private final Gauge gauge;
    private Duration rest;
    private volatile State state = State.CLOSED;

    /**
     * @param loop what the work is, such as {@code speed}
     * @param of distinguishes loops of the same kind, such as a topic and partition; may be empty
     */
    public CircuitBreaker(String loop, String of, Backoff backoff, MeterRegistry meters) {
        this.loop = loop;
        this.of = of;
        this.backoff = backoff;
        this.meters = meters;
        this.rest = backoff.min();
        this.gauge = register();
    }

    public State state() {
        return state;
    }

    /** The work succeeded, or got far enough to count as success. */
    public void passed() {
        rest = backoff.min();
        if (state != State.CLOSED) {
            state = State.CLOSED;
            log(Level.INFO).log("goes on");
        }
    }

    /** Returns the delay before the next attempt. */
    Duration failed(Throwable failure) {
        boolean isBug =
                failure instanceof Error || (failure instanceof RuntimeException && !(failure instanceof Unavailable));
        if (isBug) {
            log(Level.ERROR).setCause(failure).log("stopped by an error, is tried again");
        } else if (state == State.CLOSED) {
            log(Level.WARN).addKeyValue("reason", failure.getMessage()).log("waits");
        }
        state = State.OPEN;
        Duration now = isBug && !backoff.afterBug().isZero() ? backoff.afterBug() : rest;
        rest = backoff.after(rest);
        return now;
    }

    /** The work is tried again. */
    void tried() {
        if (state == State.OPEN) {
            state = State.HALF_OPEN;
        }
    }

    @Override
    public String toString() {
        return of.isEmpty() ? loop : loop + " " + of;
    }

    /** Removes the metric. */
    @Override
    public void close() {
        if (meters.find(gauge.getId().getName()).tags(gauge.getId().getTags()).gauge() == gauge) {
            meters.remove(gauge);
        }
    }

    /** A later instance for the same work takes over the metric. */
    private Gauge register() {
        Gauge.Builder<CircuitBreaker> builder = Gauge.builder("datalab.loop.state", this, one -> one.state.metric)
                .description("0 while the loop's work passes, 1 while it is tried again, 2 while it rests")
                .tags(Tags.of("loop", loop, "of", of));
        Gauge before = builder.register(meters);
        meters.remove(before);
        return builder.register(meters);
    }

    private LoggingEventBuilder log(Level level) {
        LoggingEventBuilder line = LOG.atLevel(level).addKeyValue("loop", loop);
        return of.isEmpty() ? line : line.addKeyValue("of", of);
    }
}
