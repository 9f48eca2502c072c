package datalab.process.publish;

import datalab.lab.Lab;
import datalab.lab.output.Output;
import datalab.lab.output.OutputColumn;
import datalab.lab.output.OutputColumns;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.output.OutputId;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

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
    private final List<PublisherWorker> workers = new CopyOnWriteArrayList<>();

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

    /** Returns at once. */
    public synchronized void start() {
        for (Lab lab : labs) {
            lab.outputs().forEach((name, outputs) -> outputs.forEach(output -> publish(lab, name, output)));
        }
    }

    /** Throws where an output waits. */
    public synchronized void check() throws IOException {
        List<String> waiting =
                workers.stream().flatMap(worker -> worker.waitsFor().stream()).toList();
        if (!waiting.isEmpty()) {
            throw new IOException(String.join("; ", waiting));
        }
    }

    /** Events of a stream have been committed: its outputs look at once, where they would have waited. Returns at once. */
    public void wake(EventStream stream) {
        for (PublisherWorker worker : workers) {
            if (worker.follows(stream)) {
                worker.wake();
            }
        }
    }

    @Override
    public synchronized void close() {
        List<Thread> closing = workers.stream()
                .map(worker -> Thread.ofVirtual().start(worker::close))
                .toList();
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        targets.values().forEach(OutputTarget::close);
    }

    private void publish(Lab lab, String name, Output output) {
        OutputId id = new OutputId(lab.name(), name, output.target());
        View view = lab.views().get(name);
        EventStream stream = lab.streamOfOutput(name);
        PublishedRows rows;
        OutputTable table;
        if (view == null) {
            table = table(lab, name, output, OutputColumns.of(output, stream));
            rows = new PublishedStream(stream, table);
        } else {
            ViewFold fold = new ViewFold(view, stream);
            table = table(lab, name, output, OutputColumns.of(output, fold));
            rows = PublishedTotals.areShown(table) ? new PublishedTotals(fold, table) : new PublishedView(fold, table);
        }
        OutputTarget target = Objects.requireNonNull(targets.get(output.server()), output.server());
        Publisher publisher = new Publisher(id, table, rows, target, store.outputs(), turns);
        PublisherWorker worker =
                new PublisherWorker(id, publisher, stream, () -> isOurs.test(stream), store.outputs(), meters);
        workers.add(worker);
        Thread.ofPlatform()
                .daemon()
                .name("datalab-publish-" + lab.name() + "-" + name)
                .start(worker);
    }

    private static OutputTable table(Lab lab, String name, Output output, List<OutputColumn> columns) {
        return new OutputTable(lab.name() + "." + name + "/" + output.table(), output.table(), columns);
    }
}
