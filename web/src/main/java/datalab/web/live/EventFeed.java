package datalab.web.live;

import datalab.lab.Lab;
import datalab.lab.event.Event;
import datalab.lab.view.ViewFold;
import datalab.log.LogRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a lab's new records from the log, hands events to the audience and tells the {@link RowFeed} which rows they
 * touch. Events are shown as they come: before anyone knows whether they are repeats, and without quality flags.
 *
 * <p>{@link #run} belongs to one thread and ends when the tail is closed; {@link #join} is thread-safe.
 */
final class EventFeed implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final Duration POLL_MAX = Duration.ofMillis(500);
    private static final long WINDOW_NANOS = Duration.ofMillis(200).toNanos();

    /** In a flood nobody could read all of it, and decoding it would take processor time from the speed layer. */
    private static final int EVENTS_A_WINDOW_MAX = 500;

    private final Lab lab;
    private final LabEvents events;
    private final LabTail tail;
    private final LabSubscribers subscribers;
    private final RowFeed rows;
    private final ReentrantLock showing = new ReentrantLock();
    private volatile boolean closed;
    private long windowEnd = System.nanoTime();
    private int eventsInWindow;

    EventFeed(Lab lab, LabEvents events, LabTail tail, LabSubscribers subscribers, RowFeed rows) {
        this.lab = lab;
        this.events = events;
        this.tail = tail;
        this.subscribers = subscribers;
        this.rows = rows;
    }

    /** Takes one in; answers from where on it is shown everything. */
    LiveCursor join(SseSubscriber subscription) {
        showing.lock();
        try {
            subscribers.add(subscription);
            return tail.cursor();
        } finally {
            showing.unlock();
        }
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                show(tail.poll(POLL_MAX));
            }
        } catch (RuntimeException e) {
            // Those who follow come back by themselves and begin a new feed.
            LOG.atError().setCause(e).addKeyValue("lab", lab.name()).log("live events ended");
            subscribers.end();
        }
    }

    void close() {
        closed = true;
        tail.close();
    }

    private void show(List<LogRecord> records) {
        showing.lock();
        try {
            long missed = 0;
            for (LogRecord record : records) {
                tail.passed(record);
                if (isWithinBudget()) {
                    show(record);
                } else {
                    missed++;
                }
            }
            subscribers.miss(missed);
            rows.shown(tail.cursor());
        } finally {
            showing.unlock();
        }
    }

    private void show(LogRecord record) {
        Optional<Event> found = events.of(record);
        if (found.isEmpty()) {
            return;
        }
        Event event = found.get();
        for (ViewFold fold : events.folds(event)) {
            if (subscribers.wantsView(fold.view().name())) {
                rows.touch(fold, fold.key(event), event.at());
            }
        }
        subscribers.event(event.stream().name(), () -> events.frame(event, id()));
    }

    /** Where a client goes on that has this frame and not yet the rows that wait for the store. */
    private String id() {
        return tail.cursor().notBeyond(rows.pending()).text();
    }

    private boolean isWithinBudget() {
        long now = System.nanoTime();
        if (now - windowEnd >= 0) {
            windowEnd = now + WINDOW_NANOS;
            eventsInWindow = 0;
        }
        eventsInWindow++;
        return eventsInWindow <= EVENTS_A_WINDOW_MAX;
    }
}
