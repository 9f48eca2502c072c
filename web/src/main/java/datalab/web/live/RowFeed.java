package datalab.web.live;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import datalab.runtime.Unavailable;
import datalab.store.view.ViewRow;
import datalab.web.query.LabCatalog;
import datalab.web.query.ViewLayout;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of a lab's views that events have touched, as soon as the store shows them. {@link #touch} is
 * thread-safe; {@link #run} belongs to one thread and ends with {@link #close}.
 */
final class RowFeed implements Runnable {
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final Backoff BACKOFF = Backoff.of(Duration.ofSeconds(2), Duration.ofSeconds(2));
    private static final int ROWS_A_QUESTION_MAX = 500;

    private final Lab lab;
    private final LabCatalog catalog;
    private final LiveStoreReads store;
    private final LabSubscribers subscribers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, TouchedRows> touched = new HashMap<>();
    private final Map<String, TouchedRows.Batch> waiting = new HashMap<>();
    private final SupervisedLoop loop;
    private volatile LiveCursor shown = new LiveCursor(new TreeMap<>());

    RowFeed(Lab lab, LabCatalog catalog, LiveStoreReads store, LabSubscribers subscribers, MeterRegistry meters) {
        this.lab = lab;
        this.catalog = catalog;
        this.store = store;
        this.subscribers = subscribers;
        this.loop = new SupervisedLoop(
                new CircuitBreaker("live-rows", lab.name(), BACKOFF, meters), this::step, this::failed);
    }

    void touch(ViewFold fold, RowKey row, Coordinate at) {
        lock.lock();
        try {
            touched.computeIfAbsent(fold.view().stream(), stream -> new TouchedRows())
                    .add(fold.view().name(), row, at);
        } finally {
            lock.unlock();
        }
    }

    /**
     * As far as a cursor, but not beyond the first event in each partition whose rows are still to be sent: a client that
     * reconnects must resume from there. Thread-safe.
     */
    LiveCursor notBeyondPending(LiveCursor cursor) {
        lock.lock();
        try {
            LiveCursor bounded = cursor;
            for (Map.Entry<String, TouchedRows> now : touched.entrySet()) {
                bounded = bounded.notBeyond(now.getKey(), now.getValue().first());
            }
            for (Map.Entry<String, TouchedRows.Batch> batch : waiting.entrySet()) {
                bounded = bounded.notBeyond(batch.getKey(), batch.getValue().first());
            }
            return bounded;
        } finally {
            lock.unlock();
        }
    }

    /** Notes how far events have been shown. Thread-safe. */
    void shown(LiveCursor cursor) {
        shown = cursor;
    }

    @Override
    public void run() {
        loop.run();
    }

    void close() {
        loop.close();
    }

    private Duration step() {
        for (EventStream stream : lab.streams().values()) {
            step(stream);
        }
        return PAUSE;
    }

    /** Clients come back by themselves, and begin a new feed. */
    private void failed(Throwable failure) {
        if (!(failure instanceof Unavailable)) {
            loop.close();
            subscribers.end();
        }
    }

    private void step(EventStream stream) {
        TouchedRows.Batch batch = drain(stream);
        if (batch == null) {
            return;
        }
        if (batch.isProcessed(store.processed(stream))) {
            send(batch);
            sent(stream);
        }
    }

    /** What waits to be sent; null for nothing. */
    private TouchedRows.@Nullable Batch drain(EventStream stream) {
        lock.lock();
        try {
            TouchedRows.Batch batch = waiting.get(stream.name());
            TouchedRows of = touched.get(stream.name());
            if (batch == null && of != null) {
                batch = of.drain();
                if (batch != null) {
                    waiting.put(stream.name(), batch);
                }
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void sent(EventStream stream) {
        lock.lock();
        try {
            waiting.remove(stream.name());
        } finally {
            lock.unlock();
        }
    }

    private void send(TouchedRows.Batch batch) {
        String id = notBeyondPending(shown).text();
        for (Map.Entry<String, Set<RowKey>> entry : batch.rows().entrySet()) {
            ViewFold fold = catalog.fold(catalog.view(lab, entry.getKey()));
            if (!store.isServed(fold)) {
                continue;
            }
            ViewLayout layout = new ViewLayout(fold);
            List<RowKey> keys = new ArrayList<>(entry.getValue());
            for (int from = 0; from < keys.size(); from += ROWS_A_QUESTION_MAX) {
                List<RowKey> some = keys.subList(from, Math.min(keys.size(), from + ROWS_A_QUESTION_MAX));
                for (ViewRow row : store.rows(fold, some)) {
                    subscribers.row(entry.getKey(), SseFrame.row(entry.getKey(), layout, row, id));
                }
            }
        }
        subscribers.miss(batch.missed());
    }
}
