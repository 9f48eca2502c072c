package datalab.process.loggap;

import datalab.lab.stream.EventStream;
import datalab.log.LogUnavailable;
import datalab.log.TopicStates;
import datalab.log.TopicStatus;
import datalab.store.result.StoreUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every second whether the logs of all streams match what has been read, and tells the appending side and other
 * processes which topics must reject writes. Thread-safe. While store or log do not answer, what was found last holds.
 */
public final class LogGapMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogGapMonitor.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final List<EventStream> streams;
    private final TopicStatusSource source;
    private final TopicStates topicStates;
    private final Map<String, TopicStatus> found = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<String> troubles = ConcurrentHashMap.newKeySet();

    public LogGapMonitor(List<EventStream> streams, TopicStatusSource source, TopicStates topicStates) {
        this.streams = List.copyOf(streams);
        this.source = source;
        this.topicStates = topicStates;
    }

    /** Has looked once when it returns, where log and store answer. */
    public void start() {
        look();
        Thread.ofPlatform().daemon().name("datalab-log-watch").start(this::run);
    }

    /** Streams that reject writes, and why. */
    public Map<String, String> refusals() {
        Map<String, String> refusals = new LinkedHashMap<>();
        for (EventStream stream : streams) {
            Optional.ofNullable(found.get(stream.topic()))
                    .map(TopicStatus::refusal)
                    .ifPresent(refusal -> refusals.put(stream.topic(), refusal));
        }
        return refusals;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            tell();
            while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
                tell();
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("watch interrupted");
        }
    }

    /** Checks now, so that recent changes are known. */
    public synchronized void look() {
        attempt("logs not compared", () -> source.look(streams).forEach(this::note));
    }

    /** Publishes the latest status to other processes. */
    void tell() {
        Map<EventStream, TopicStatus> known = new HashMap<>();
        for (EventStream stream : streams) {
            Optional.ofNullable(found.get(stream.topic())).ifPresent(topicStatus -> known.put(stream, topicStatus));
        }
        attempt("standings of logs not told", () -> source.tell(known));
    }

    /** @param failure what to log, once until it has worked again */
    private void attempt(String failure, Runnable work) {
        try {
            work.run();
            troubles.remove(failure);
        } catch (LogUnavailable | StoreUnavailable e) {
            if (troubles.add(failure)) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log(failure);
            }
        } catch (RuntimeException e) { // a bug must not end the watch
            LOG.atError().setCause(e).log(failure);
        }
    }

    private void note(EventStream stream, TopicStatus now) {
        TopicStatus before = found.put(stream.topic(), now);
        topicStates.tell(stream.topic(), now);
        String refusal = now.refusal();
        if (refusal != null && (before == null || !refusal.equals(before.refusal()))) {
            LOG.atError()
                    .addKeyValue("topic", stream.topic())
                    .addKeyValue("reason", refusal)
                    .log("stream takes nothing");
        }
    }
}
