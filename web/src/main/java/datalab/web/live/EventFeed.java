package datalab.web.live;

import datalab.lab.Lab;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.view.ViewFold;
import datalab.log.feed.FeedListener;
import datalab.log.feed.FeedRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shows a lab's new events to those who follow it, and tells the {@link RowFeed} which rows they touch. Events are shown as they
 * come: before anyone knows whether they are repeats, and without quality flags. Thread-safe.
 */
final class EventFeed implements FeedListener {
    private static final long WINDOW_NANOS = Duration.ofMillis(200).toNanos();

    /** Above this rate events are not readable, and decoding them would take processor time from the speed layer. */
    private static final int EVENTS_A_WINDOW_MAX = 500;

    private final LabEvents events;
    private final LabPosition position;
    private final LabSubscribers subscribers;
    private final RowFeed rows;
    private final ReentrantLock showing = new ReentrantLock();
    private long windowEnd = System.nanoTime();
    private int eventsInWindow;

    EventFeed(Lab lab, LabEvents events, LabSubscribers subscribers, RowFeed rows) {
        this.events = events;
        this.position = new LabPosition(lab);
        this.subscribers = subscribers;
        this.rows = rows;
    }

    /** Takes one in; answers from where on it is shown everything. */
    LiveCursor join(SseQueue subscription) {
        showing.lock();
        try {
            subscribers.add(subscription);
            return position.cursor();
        } finally {
            showing.unlock();
        }
    }

    @Override
    public void joined(Map<String, Offsets> next) {
        showing.lock();
        try {
            position.begin(next);
            rows.shown(position.cursor());
        } finally {
            showing.unlock();
        }
    }

    /** Clients reconnect automatically and start a new feed. */
    @Override
    public void ended() {
        subscribers.end();
    }

    @Override
    public void records(List<FeedRecord> records) {
        showing.lock();
        try {
            long missed = 0;
            for (FeedRecord record : records) {
                position.passed(record.record());
                if (isWithinBudget()) {
                    show(record);
                } else {
                    missed++;
                }
            }
            subscribers.miss(missed);
            rows.shown(position.cursor());
        } finally {
            showing.unlock();
        }
    }

    private void show(FeedRecord record) {
        Optional<Event> found = record.event();
        if (found.isEmpty()) {
            return;
        }
        Event event = found.get();
        for (ViewFold fold : events.folds(event)) {
            if (fold.takes(event) && subscribers.wantsView(fold.view().name())) {
                rows.touch(fold, fold.key(event), event.at());
            }
        }
        subscribers.event(event.stream().name(), () -> events.frame(event, id()));
    }

    /** Where a client goes on that has this frame and not yet the rows that wait for the store. */
    private String id() {
        return rows.notBeyondPending(position.cursor()).text();
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
