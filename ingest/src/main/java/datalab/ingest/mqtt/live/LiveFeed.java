package datalab.ingest.mqtt.live;

import datalab.ingest.mqtt.live.TopicRouter.Declared;
import datalab.ingest.mqtt.session.GrantedSubscription;
import datalab.ingest.mqtt.session.Session;
import datalab.ingest.mqtt.wire.ReasonCode;
import datalab.lab.event.Event;
import datalab.lab.input.TopicFilter;
import datalab.log.LogRecord;
import datalab.log.feed.FeedListener;
import datalab.log.feed.FeedRecord;
import datalab.log.feed.LogFeed;
import datalab.log.feed.LogFeeds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands new events to those who subscribe, from the feeds of the log, which it joins only while somebody does. For a client that
 * is away and keeps its session, events of quality 1 wait as for one that is slow. Thread-safe; a thread of its own joins.
 */
public final class LiveFeed implements FeedListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration REST = Duration.ofSeconds(1);

    private final Map<String, LiveStream> streams;
    private final List<LogFeed> feeds;
    private final Clock clock;
    private final RecentEvents recent;
    private final DroppedDeliveries losses;
    private final SubscriptionIndex subscriptions = new SubscriptionIndex();
    private final LargeDeliveryBudget large = new LargeDeliveryBudget();
    private final LinkedBlockingQueue<Consumer<Boolean>> awaiting = new LinkedBlockingQueue<>();
    private @Nullable Thread thread;
    private volatile boolean closed;
    private volatile boolean ended;

    public LiveFeed(TopicRouter router, LogFeeds feeds, RecentEvents recent, DroppedDeliveries losses, Clock clock) {
        this.feeds = router.labs().stream().map(feeds::of).toList();
        this.recent = recent;
        this.losses = losses;
        this.clock = clock;
        this.streams = router.declared().stream()
                .collect(Collectors.toMap(it -> it.binding().stream().topic(), LiveFeed::liveStream));
    }

    public void start() {
        thread = Thread.ofPlatform().daemon().name("datalab-mqtt-live").start(this::run);
    }

    public Instant now() {
        return clock.instant();
    }

    /** Grants a client a subscription, or says why not. */
    public ReasonCode subscribe(Session session, String text, GrantedSubscription subscription) {
        TopicFilter filter = TopicFilter.of(text);
        List<LiveStream> wanted = filter.isValid()
                ? streams.values().stream()
                        .filter(stream -> stream.overlaps(filter))
                        .toList()
                : List.of();
        if (wanted.isEmpty()) {
            return ReasonCode.TOPIC_FILTER_INVALID;
        }
        if (wanted.stream().noneMatch(stream -> stream.isFor(session.caller()))) {
            return ReasonCode.NOT_AUTHORIZED;
        }
        synchronized (session) { // so that one that ends meanwhile leaves nothing behind
            if (!session.subscribe(filter, subscription)) {
                return ReasonCode.QUOTA_EXCEEDED;
            }
            subscriptions.put(filter, session, subscription);
        }
        return subscription.qos() == 0 ? ReasonCode.SUCCESS : ReasonCode.GRANTED_QOS_1;
    }

    /** False where there was no such subscription. */
    public boolean unsubscribe(Session session, String text) {
        TopicFilter filter = TopicFilter.of(text);
        synchronized (session) {
            subscriptions.remove(filter, session);
            return session.unsubscribe(filter);
        }
    }

    /** Forgets a session with all that it subscribed to. */
    public void forget(Session session) {
        synchronized (session) {
            session.end().forEach(filter -> subscriptions.remove(TopicFilter.of(filter), session));
        }
    }

    /**
     * Reports when subscriptions are in force.
     *
     * @param ready called on the feed's thread once new events will be handed to subscribers, or that they cannot be
     */
    public void whenReady(Consumer<Boolean> ready) {
        awaiting.add(ready);
    }

    /** Null where it is too long ago. */
    @Nullable
    public LiveEvent event(long number) {
        return recent.get(number);
    }

    public LargeDeliveryBudget large() {
        return large;
    }

    /** Counts an event that a client will not get. */
    public void lost(Session session) {
        session.outbox().addLost();
        losses.add(session.clientId());
    }

    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                awaitSubscriber();
                follow();
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("detail", e.getMessage()).log("mqtt live feed interrupted");
                tellAwaiting(false);
                rest();
            }
        }
    }

    private void awaitSubscriber() throws InterruptedException {
        Consumer<Boolean> first = awaiting.poll(REST.toMillis(), TimeUnit.MILLISECONDS);
        while (first == null && subscriptions.isEmpty()) {
            first = awaiting.poll(REST.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (first != null) {
            awaiting.add(first);
        }
    }

    private void follow() throws InterruptedException {
        ended = false;
        try {
            feeds.forEach(feed -> feed.join(this));
            while (!closed && !ended && !subscriptions.isEmpty()) {
                Consumer<Boolean> one = awaiting.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
                if (one != null) {
                    one.accept(!ended);
                }
            }
        } finally {
            feeds.forEach(feed -> feed.leave(this));
        }
        tellAwaiting(!ended); // those who left again
        if (ended) {
            rest();
        }
    }

    @Override
    public void records(List<FeedRecord> records) {
        for (FeedRecord record : records) {
            LiveStream stream = streams.get(record.record().topic());
            if (stream != null) {
                record.event().ifPresent(event -> offer(stream, event, record.record()));
            }
        }
    }

    @Override
    public void ended() {
        ended = true;
    }

    /** Feeds of several labs come here by threads of their own. */
    private synchronized void offer(LiveStream stream, Event event, LogRecord record) {
        String topic = stream.topic(event, record);
        LiveEvent published = stream.published(topic, event, record);
        long number = recent.add(published);
        subscriptions.match(TopicFilter.split(topic), (session, it) -> {
            if (stream.isFor(session.caller())) {
                offer(published, number, session, it);
            }
        });
    }

    private void offer(LiveEvent event, long number, Session session, GrantedSubscription subscription) {
        Runnable wake = session.wake();
        boolean waits = wake != null || subscription.qos() > 0;
        boolean own = subscription.noLocal() && session.clientId().equals(event.sender());
        if (!waits || own) {
            return;
        }
        if (!session.outbox().offer(number, subscription)) {
            losses.add(session.clientId());
        } else if (wake != null) {
            wake.run();
        }
    }

    private void tellAwaiting(boolean ready) {
        List<Consumer<Boolean>> all = new ArrayList<>();
        awaiting.drainTo(all);
        all.forEach(it -> it.accept(ready));
    }

    private static void rest() {
        try {
            TimeUnit.MILLISECONDS.sleep(REST.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static LiveStream liveStream(Declared declared) {
        return new LiveStream(declared.binding().stream(), declared.filters());
    }
}
