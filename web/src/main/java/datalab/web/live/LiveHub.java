package datalab.web.live;

import datalab.access.Caller;
import datalab.lab.Lab;
import datalab.web.http.HttpProblem;
import datalab.web.query.LabCatalog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The live subscribers of all labs. A lab's feed runs only while it has subscribers, who share it. The number of
 * subscribers is bounded. Thread-safe.
 */
public final class LiveHub implements AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final long WAITING_BYTES_MAX = 32L * 1024 * 1024;

    private final LabCatalog catalog;
    private final LiveStoreReads store;
    private final LiveLogReads log;
    private final int subscribersMax;
    private final MeterRegistry meters;
    private final AtomicInteger subscribers;
    private final LiveBudget waiting = new LiveBudget(WAITING_BYTES_MAX);
    private final Map<String, LabFeed> feeds = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public LiveHub(
            LabCatalog catalog, LiveStoreReads store, LiveLogReads log, int subscribersMax, MeterRegistry meters) {
        this.catalog = catalog;
        this.store = store;
        this.log = log;
        this.subscribersMax = subscribersMax;
        this.meters = meters;
        this.subscribers = meters.gauge("datalab.web.live.subscribers", new AtomicInteger());
    }

    /** Follows a lab from now on, until {@link #leave}. */
    SseQueue join(Lab lab, SubscriptionFilter filter, Caller reader) {
        if (closed || subscribers.incrementAndGet() > subscribersMax) {
            subscribers.decrementAndGet();
            throw HttpProblem.unavailable(
                    subscribersMax + " clients follow live already; come back later", RETRY_AFTER);
        }
        SseQueue subscription = new SseQueue(filter, waiting, reader);
        try {
            feeds.compute(lab.name(), (name, running) -> joined(lab, running, subscription));
            return subscription;
        } catch (RuntimeException e) {
            subscribers.decrementAndGet();
            throw e;
        }
    }

    void leave(Lab lab, SseQueue subscription) {
        subscribers.decrementAndGet();
        feeds.computeIfPresent(lab.name(), (name, running) -> left(running, subscription));
        subscription.leave();
    }

    /** Ends all subscriptions; their writers return at once. */
    @Override
    public void close() {
        closed = true;
        feeds.values().forEach(LabFeed::close);
    }

    private LabFeed joined(Lab lab, @Nullable LabFeed running, SseQueue subscription) {
        LabFeed feed = running == null ? new LabFeed(lab, catalog, store, log, meters) : running;
        subscription.begin(feed.join(subscription), feed.missed(subscription.filter()));
        if (running == null) {
            feed.start();
        }
        return feed;
    }

    private static @Nullable LabFeed left(LabFeed running, SseQueue subscription) {
        running.subscribers().remove(subscription);
        if (running.subscribers().isEmpty()) {
            running.close();
            return null;
        }
        return running;
    }
}
