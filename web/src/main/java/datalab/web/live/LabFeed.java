package datalab.web.live;

import datalab.lab.EventStream;
import datalab.lab.Lab;
import datalab.log.LogTail;
import datalab.store.Store;
import datalab.web.rest.Catalog;
import java.util.Collection;
import java.util.function.Function;

/**
 * What follows one lab while anybody looks on: one thread that reads the log and one that reads changed rows, so that
 * a store that does not answer holds up no events. Its owner calls {@link #start} and {@link #close} once each.
 */
final class LabFeed {
    private final Audience audience = new Audience();
    private final RowFeed rows;
    private final EventFeed events;
    private final String lab;

    /** Opens the tail, so that whatever is appended from now on will be shown. */
    LabFeed(Lab lab, Catalog catalog, Store store, Function<Collection<String>, LogTail> tails) {
        this.lab = lab.name();
        LogTail tail = tails.apply(
                lab.streams().values().stream().map(EventStream::topic).toList());
        this.rows = new RowFeed(lab, catalog, store, audience);
        this.events = new EventFeed(lab, catalog, tail, audience, rows);
    }

    Audience audience() {
        return audience;
    }

    void start() {
        Thread.ofPlatform().daemon().name("live-events-" + lab).start(events);
        Thread.ofPlatform().daemon().name("live-rows-" + lab).start(rows);
    }

    void close() {
        rows.close();
        events.close();
        audience.end();
    }
}
