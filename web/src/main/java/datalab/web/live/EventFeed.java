package datalab.web.live;

import datalab.lab.Decoded;
import datalab.lab.Event;
import datalab.lab.EventDecoder;
import datalab.lab.EventJson;
import datalab.lab.EventStream;
import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.log.LogRecord;
import datalab.log.LogTail;
import datalab.web.rest.Catalog;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a lab's new records from the log, hands events to the audience and tells the {@link RowFeed} which rows they
 * touch. Events are shown as they come: before anyone knows whether they are repeats, and without quality flags.
 *
 * <p>{@link #run} belongs to one thread and ends when the tail is closed.
 */
final class EventFeed implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final Duration POLL_MAX = Duration.ofMillis(500);
    private static final long WINDOW_NANOS = Duration.ofMillis(200).toNanos();

    /** In a flood nobody could read all of it, and decoding it would take processor time from the speed layer. */
    private static final int EVENTS_A_WINDOW_MAX = 500;

    private final Lab lab;
    private final LogTail tail;
    private final Audience audience;
    private final RowFeed rows;
    private final Map<String, EventDecoder> decoders = new HashMap<>();
    private final Map<String, EventJson> shapes = new HashMap<>();
    private final Map<String, List<ViewFold>> folds = new HashMap<>();
    private volatile boolean closed;
    private long windowEnd = System.nanoTime();
    private int eventsInWindow;

    EventFeed(Lab lab, Catalog catalog, LogTail tail, Audience audience, RowFeed rows) {
        this.lab = lab;
        this.tail = tail;
        this.audience = audience;
        this.rows = rows;
        for (EventStream stream : lab.streams().values()) {
            List<View> views = lab.viewsOf(stream);
            decoders.put(stream.topic(), new EventDecoder(stream));
            shapes.put(stream.topic(), new EventJson(stream));
            folds.put(stream.topic(), views.stream().map(catalog::fold).toList());
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
            audience.end();
        }
    }

    void close() {
        closed = true;
        tail.close();
    }

    private void show(List<LogRecord> records) {
        long missed = 0;
        for (LogRecord record : records) {
            if (isWithinBudget()) {
                show(record);
            } else {
                missed++;
            }
        }
        audience.miss(missed);
    }

    private void show(LogRecord record) {
        EventDecoder decoder = decoders.get(record.topic());
        byte[] value = record.value();
        if (decoder == null || value == null) {
            return;
        }
        switch (decoder.decode(value, 0, value.length)) {
            case Decoded.Accepted accepted ->
                show(new Event(decoder.stream(), accepted.payload(), record.timestamp(), record.at()));
            case Decoded.Refused refused ->
                LOG.atTrace().addKeyValue("reason", refused.reason().text()).log("record is a reject");
        }
    }

    private void show(Event event) {
        EventJson shape = Objects.requireNonNull(shapes.get(event.stream().topic()));
        audience.event(event.stream().name(), () -> Frame.event(shape, event));
        for (ViewFold fold : folds.getOrDefault(event.stream().topic(), List.of())) {
            if (audience.wantsView(fold.view().name())) {
                rows.touch(fold, fold.key(event), event.at());
            }
        }
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
