package datalab.process.publish;

import datalab.lab.Lab;
import datalab.lab.alert.AlertMessages;
import datalab.lab.output.Output;
import datalab.lab.output.OutputColumn;
import datalab.lab.output.OutputColumns;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.output.OutputId;
import datalab.store.output.OutputRows;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Keeps the outputs of the labs equal to their streams and views. Any number of processes may run it: each output is published
 * by the one that processes the first partition of its stream. Thread-safe. Labs must be prepared in the store before
 * {@link #start}.
 */
public final class PublishLayer implements AutoCloseable {
    private static final int AT_ONCE = 2;

    private final List<Lab> labs;
    private final Map<String, OutputTarget> targets;
    private final Store store;
    private final Predicate<EventStream> isOurs;
    private final MeterRegistry meters;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final PublisherWorkers workers = new PublisherWorkers();

    /**
     * @param targets by the names of their servers, those of all outputs
     * @param isOurs whether this process is responsible for a stream
     */
    public PublishLayer(
            List<Lab> labs,
            Map<String, OutputTarget> targets,
            Store store,
            Predicate<EventStream> isOurs,
            MeterRegistry meters) {
        this.labs = List.copyOf(labs);
        this.targets = Map.copyOf(targets);
        this.store = store;
        this.isOurs = isOurs;
        this.meters = meters;
    }

    /** Notes new outputs of messages before processing begins: events that are processed from here on are sent. */
    public void follow() {
        published()
                .filter(output -> output.target.isTold(output.table))
                .forEach(output -> store.outputs().follow(output.id, output.rows.stream()));
    }

    /** Returns at once. */
    public synchronized void start() {
        published().forEach(this::publish);
    }

    /** Throws where an output waits. */
    public void check() throws IOException {
        workers.check();
    }

    /** Events of a stream have been committed: its outputs look at once, where they would have waited. Returns at once. */
    public void wake(EventStream stream) {
        workers.wake(stream);
    }

    @Override
    public synchronized void close() {
        workers.close();
        targets.values().forEach(OutputTarget::close);
    }

    /** An output with what it shows, and where. */
    private record Published(OutputId id, OutputTable table, PublishedRows rows, OutputTarget target) {}

    private Stream<Published> published() {
        return labs.stream()
                .flatMap(lab -> lab.outputs().entrySet().stream()
                        .flatMap(of -> of.getValue().stream().map(output -> published(lab, of.getKey(), output))));
    }

    private Published published(Lab lab, String name, Output output) {
        View view = lab.views().get(name);
        EventStream stream = lab.streamOfOutput(name);
        OutputTable table;
        PublishedRows rows;
        if (view == null) {
            boolean ofAlerts =
                    name.equals(AlertMessages.STREAM) && !lab.alerts().isEmpty();
            OutputRows events = ofAlerts ? OutputRows.OF_ALERTS : OutputRows.OF_STREAM;
            table = table(lab, name, output, OutputColumns.of(output, stream), events);
            rows = new PublishedStream(stream, table);
        } else {
            ViewFold fold = new ViewFold(view, stream);
            table = table(lab, name, output, OutputColumns.of(output, fold), OutputRows.OF_VIEW);
            rows = PublishedTotals.areShown(table) ? new PublishedTotals(fold, table) : new PublishedView(fold, table);
        }
        OutputTarget target = Objects.requireNonNull(targets.get(output.server()), output.server());
        return new Published(new OutputId(lab.name(), name, output.target()), table, rows, target);
    }

    private void publish(Published output) {
        OutputId id = output.id;
        EventStream stream = output.rows.stream();
        Publisher publisher = new Publisher(id, output.table, output.rows, output.target, store.outputs(), turns);
        PublisherWorker worker =
                new PublisherWorker(id, publisher, stream, () -> isOurs.test(stream), store.outputs(), meters);
        workers.start(worker, "datalab-publish-" + id.lab() + "-" + id.of());
    }

    private static OutputTable table(Lab lab, String name, Output output, List<OutputColumn> columns, OutputRows rows) {
        return new OutputTable(lab.name() + "." + name + "/" + output.table(), output.table(), columns, rows);
    }
}
