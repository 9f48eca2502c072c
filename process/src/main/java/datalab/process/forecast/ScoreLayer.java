package datalab.process.forecast;

import datalab.lab.Lab;
import datalab.lab.forecast.ScoreEvents;
import datalab.lab.stream.EventStream;
import datalab.process.publish.EventSender;
import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import datalab.store.forecast.ModelLedger;
import datalab.store.forecast.ScoreMessage;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Sends scores into the labs' streams of scores. Any number of processes may run it: those of a lab are sent by the one that
 * processes the first partition of that stream. One that is sent twice is dropped there. Thread-safe.
 */
public final class ScoreLayer implements AutoCloseable {
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMinutes(1));
    private static final Duration REST = Duration.ofMillis(250);
    private static final int AT_ONCE = 2_000;

    private final ModelLedger ledger;
    private final EventSender sender;
    private final Predicate<EventStream> isOurs;
    private final List<SupervisedLoop> loops = new ArrayList<>();

    /**
     * Sends nothing until it is started.
     *
     * @param isOurs whether this process is responsible for a stream
     */
    public ScoreLayer(
            List<Lab> labs,
            ModelLedger ledger,
            EventSender sender,
            Predicate<EventStream> isOurs,
            MeterRegistry meters) {
        this.ledger = ledger;
        this.sender = sender;
        this.isOurs = isOurs;
        for (Lab lab : labs) {
            if (!lab.models().isEmpty()) {
                EventStream scores = Objects.requireNonNull(lab.streams().get(ScoreEvents.STREAM));
                loops.add(new SupervisedLoop(
                        new CircuitBreaker("scores", lab.name(), BACKOFF, meters), () -> send(scores)));
            }
        }
    }

    /** Returns at once. */
    public void start() {
        loops.forEach(
                loop -> Thread.ofPlatform().daemon().name("datalab-scores").start(loop));
    }

    @Override
    public void close() {
        loops.forEach(SupervisedLoop::close);
    }

    private Duration send(EventStream scores) {
        List<ScoreMessage> unsent = isOurs.test(scores) ? ledger.unsent(scores.lab(), AT_ONCE) : List.of();
        if (unsent.isEmpty()) {
            return REST;
        }
        sender.send(scores, unsent.stream().map(ScoreMessage::json).toList());
        ledger.sent(scores.lab(), unsent);
        return Duration.ZERO;
    }
}
