package datalab.cli.simulate;

import datalab.cli.simulate.SimulatedMessage.Kind;
import datalab.cli.simulate.pace.StopSignal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Lets a fleet publish at a steady rate until its time is over or it is to stop. Not thread-safe. */
final class Simulation {
    private static final long PAUSE_NANOS = 2_000_000;
    private static final long STATUS_EVERY_NANOS = 500_000_000;

    private final SensorFleet fleet;
    private final MqttPublisher publisher;
    private final Clock clock;
    private final StopSignal stop;
    private final Map<Kind, Long> sent = new EnumMap<>(Kind.class);
    private long turns;

    Simulation(SensorFleet fleet, MqttPublisher publisher, Clock clock, StopSignal stop) {
        this.fleet = fleet;
        this.publisher = publisher;
        this.clock = clock;
        this.stop = stop;
        Arrays.stream(Kind.values()).forEach(kind -> sent.put(kind, 0L));
    }

    /** @param status receives the running time twice a second */
    void run(double perSecond, Duration duration, Consumer<Duration> status) {
        long started = System.nanoTime();
        long shown = started;
        long now = started;
        boolean isStopped = stop.isAsked();
        while (now - started < duration.toNanos() && !isStopped) {
            long due = (long) ((now - started) / 1e9 * perSecond);
            while (turns < due && publishTurn(clock.instant())) {
                turns++;
            }
            if (now - shown >= STATUS_EVERY_NANOS) {
                status.accept(Duration.ofNanos(now - started));
                shown = now;
            }
            isStopped = stop.awaitAsked(PAUSE_NANOS);
            now = System.nanoTime();
        }
    }

    /**
     * Publishes what the fleet says from one time until another, as fast as that is taken.
     *
     * @param every the time between two readings of a sensor
     * @param status receives the running time twice a second
     */
    void catchUp(Instant from, Instant until, Duration every, Consumer<Duration> status) {
        Duration step = every.dividedBy(fleet.size());
        long started = System.nanoTime();
        long shown = started;
        Instant at = from;
        while (at.isBefore(until) && !stop.isAsked() && publishTurn(at)) {
            at = at.plus(step);
            long now = System.nanoTime();
            if (now - shown >= STATUS_EVERY_NANOS) {
                status.accept(Duration.ofNanos(now - started));
                shown = now;
            }
        }
    }

    long sent() {
        return sent.values().stream().mapToLong(Long::longValue).sum();
    }

    long sent(Kind kind) {
        return sent.getOrDefault(kind, 0L);
    }

    private boolean publishTurn(Instant at) {
        for (SimulatedMessage message : fleet.next(at)) {
            if (!publisher.publish(message, stop)) {
                return false;
            }
            sent.merge(message.kind(), 1L, Long::sum);
        }
        return true;
    }
}
