package datalab.web.live;

import datalab.lab.Lab;
import datalab.web.query.LabCatalog;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What follows one lab while anybody looks on: its events come by the thread of the log's feed, and a thread of its own reads
 * changed rows, so that a store that does not answer holds up no events. Its owner calls {@link #start} and {@link #close} once
 * each.
 */
final class LabFeed {
    private final LabSubscribers subscribers = new LabSubscribers();
    private final RowFeed rows;
    private final EventFeed events;
    private final Lab lab;
    private final LabCatalog catalog;
    private final LiveLogReads log;
    private final LiveStoreReads store;

    /** Joins the log's feed, so that all records appended from now on are shown. */
    LabFeed(Lab lab, LabCatalog catalog, LiveStoreReads store, LiveLogReads log, MeterRegistry meters) {
        this.lab = lab;
        this.catalog = catalog;
        this.log = log;
        this.store = store;
        this.rows = new RowFeed(lab, catalog, store, subscribers, meters);
        this.events = new EventFeed(lab, new LabEvents(lab, catalog), subscribers, rows);
        log.feeds().of(lab).join(events);
    }

    /** From where on one that has just been taken in is shown everything. */
    LiveCursor join(SseQueue subscription) {
        return events.join(subscription);
    }

    MissedReplay missed(SubscriptionFilter filter) {
        return new MissedReplay(lab, new LabEvents(lab, catalog), store, log, rows, filter);
    }

    LabSubscribers subscribers() {
        return subscribers;
    }

    void start() {
        Thread.ofPlatform().daemon().name("live-rows-" + lab.name()).start(rows);
    }

    void close() {
        rows.close();
        log.feeds().of(lab).leave(events);
        subscribers.end();
    }
}
