package datalab.process.alert;

import datalab.lab.Lab;
import datalab.lab.alert.Alert;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.process.publish.EventSender;
import datalab.process.publish.PublisherWorker;
import datalab.process.publish.PublisherWorkers;
import datalab.store.Store;
import datalab.store.output.OutputId;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * Watches the alerts of the labs. Any number of processes may run it: each alert is watched by the one that processes the first
 * partition of its stream. Thread-safe. Labs must be prepared in the store before {@link #start}.
 */
public final class AlertLayer implements AutoCloseable {
    private static final int AT_ONCE = 2;

    private final List<Lab> labs;
    private final Store store;
    private final EventSender sender;
    private final Predicate<EventStream> isOurs;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final PublisherWorkers workers = new PublisherWorkers();

    /**
     * Watches nothing until it is started.
     *
     * @param sender takes what is to be told
     * @param isOurs whether this process is responsible for a stream
     */
    public AlertLayer(
            List<Lab> labs,
            Store store,
            EventSender sender,
            Predicate<EventStream> isOurs,
            MeterRegistry meters,
            Clock clock) {
        this.labs = List.copyOf(labs);
        this.store = store;
        this.sender = sender;
        this.isOurs = isOurs;
        this.meters = meters;
        this.clock = clock;
    }

    /** Returns at once. */
    public synchronized void start() {
        for (Lab lab : labs) {
            lab.alerts().values().forEach(alert -> watch(lab, alert));
        }
    }

    /** Throws where an alert waits. */
    public void check() throws IOException {
        workers.check();
    }

    /** Events of a stream have been committed: alerts on it look at once, where they would have waited. Returns at once. */
    public void wake(EventStream stream) {
        workers.wake(stream);
    }

    @Override
    public synchronized void close() {
        workers.close();
    }

    private void watch(Lab lab, Alert alert) {
        EventStream stream = lab.streamOf(alert);
        AlertFollower.Stores stores = new AlertFollower.Stores(store.outputs(), store.alerts());
        AlertFollower follower = new AlertFollower(
                lab, alert, points(lab, alert, WatchedPoints.POINTS_MAX), stores, sender, clock, turns);
        PublisherWorker worker = new PublisherWorker(
                OutputId.of(alert), follower, stream, () -> isOurs.test(stream), store.outputs(), meters);
        workers.start(worker, "datalab-alert-" + lab.name() + "-" + alert.name());
    }

    static WatchedPoints points(Lab lab, Alert alert, int pointsMax) {
        EventStream stream = lab.streamOf(alert);
        View view = lab.views().get(alert.of());
        return view == null
                ? new WatchedEvents(alert, stream, pointsMax)
                : new WatchedRows(alert, new ViewFold(view, stream), pointsMax);
    }
}
