package datalab.web.live;

import datalab.lab.Lab;
import datalab.store.Store;
import datalab.web.LogReader;
import datalab.web.rest.Catalog;

/**
 * What follows one lab while anybody looks on: one thread that reads the log and one that reads changed rows, so that
 * a store that does not answer holds up no events. Its owner calls {@link #start} and {@link #close} once each.
 */
final class LabFeed {
    private final Audience audience = new Audience();
    private final RowFeed rows;
    private final EventFeed events;
    private final Lab lab;
    private final Catalog catalog;
    private final LogReader log;

    /** Opens the tail, so that whatever is appended from now on will be shown. */
    LabFeed(Lab lab, Catalog catalog, Store store, LogReader log) {
        this.lab = lab;
        this.catalog = catalog;
        this.log = log;
        LabTail tail = new LabTail(lab, log);
        this.rows = new RowFeed(lab, catalog, store, audience, tail.cursor());
        this.events = new EventFeed(lab, new LabEvents(lab, catalog), tail, audience, rows);
    }

    /** From where on one that has just been taken in is shown everything. */
    LiveCursor join(Subscription subscription) {
        return events.join(subscription);
    }

    Missed missed(Interest interest) {
        return new Missed(lab, new LabEvents(lab, catalog), log, rows, interest);
    }

    Audience audience() {
        return audience;
    }

    void start() {
        Thread.ofPlatform().daemon().name("live-events-" + lab.name()).start(events);
        Thread.ofPlatform().daemon().name("live-rows-" + lab.name()).start(rows);
    }

    void close() {
        rows.close();
        events.close();
        audience.end();
    }
}
