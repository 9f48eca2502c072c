package datalab.process.publish;

import datalab.lab.stream.EventStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The workers of a layer, each on a thread of its own. Thread-safe. */
public final class PublisherWorkers implements AutoCloseable {
    private final List<PublisherWorker> all = new CopyOnWriteArrayList<>();

    /**
     * Starts another one.
     *
     * @param thread the name of its thread
     */
    public void start(PublisherWorker worker, String thread) {
        all.add(worker);
        Thread.ofPlatform().daemon().name(thread).start(worker);
    }

    /** Throws where one waits. */
    public void check() throws IOException {
        List<String> waiting =
                all.stream().flatMap(worker -> worker.waitsFor().stream()).toList();
        if (!waiting.isEmpty()) {
            throw new IOException(String.join("; ", waiting));
        }
    }

    /** Events of a stream have been committed: those that follow it look at once. Returns at once. */
    public void wake(EventStream stream) {
        for (PublisherWorker worker : all) {
            if (worker.follows(stream)) {
                worker.wake();
            }
        }
    }

    /** Waits a little for the steps that are under way. */
    @Override
    public void close() {
        List<Thread> closing = all.stream()
                .map(worker -> Thread.ofVirtual().start(worker::close))
                .toList();
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
