package datalab.ingest.mqtt;

import datalab.ingest.mqtt.TopicRouter.Declared;
import datalab.log.LogRecord;
import datalab.log.LogTail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers new events to those who subscribe, from one tail of the log, which is open only while somebody does. Nothing is
 * kept for those who are away. Thread-safe; one thread of its own reads.
 */
final class LiveFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration REST = Duration.ofSeconds(1);

    private final Map<String, LiveStream> streams;
    private final Function<Collection<String>, LogTail> tails;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private final LinkedBlockingQueue<Consumer<Boolean>> awaiting = new LinkedBlockingQueue<>();
    private @Nullable Thread thread;
    private volatile boolean closed;

    LiveFeed(TopicRouter router, Function<Collection<String>, LogTail> tails) {
        this.tails = tails;
        this.streams = router.declared().stream()
                .collect(Collectors.toMap(it -> it.intake().stream().topic(), LiveFeed::liveStream));
    }

    void start() {
        thread = Thread.ofPlatform().daemon().name("datalab-mqtt-live").start(this::run);
    }

    /** Whether any stream's events could match. */
    boolean couldDeliver(TopicFilter filter) {
        return streams.values().stream().anyMatch(stream -> stream.overlaps(filter));
    }

    /**
     * Offers new events to a subscriber from now on.
     *
     * @param ready told on the feed's thread once new events will be offered, or that they cannot be
     */
    void follow(Subscriber subscriber, Consumer<Boolean> ready) {
        subscribers.add(subscriber);
        awaiting.add(ready);
    }

    void leave(Subscriber subscriber) {
        subscribers.remove(subscriber);
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
        while (first == null && subscribers.isEmpty()) {
            first = awaiting.poll(REST.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (first != null) {
            awaiting.add(first);
        }
    }

    private void follow() {
        try (LogTail tail = tails.apply(streams.keySet())) {
            while (!closed && !subscribers.isEmpty()) {
                tellAwaiting(true);
                for (LogRecord record : tail.poll(POLL)) {
                    offer(record);
                }
            }
        }
        tellAwaiting(true); // those who left again
    }

    private void offer(LogRecord record) {
        LiveStream stream = streams.get(record.topic());
        LiveStream.@Nullable Published published = stream == null ? null : stream.read(record);
        if (published != null) {
            List<String> levels = TopicFilter.split(published.topic());
            subscribers.forEach(it -> it.offer(published.topic(), levels, published.payload()));
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
        return new LiveStream(declared.intake().stream(), declared.filters());
    }
}
