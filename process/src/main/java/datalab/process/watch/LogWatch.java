package datalab.process.watch;

import datalab.lab.EventStream;
import datalab.log.LogPlaces;
import datalab.log.LogUnavailable;
import datalab.store.StoreUnavailable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second whether the logs of all streams are the ones that were read, and tells the log's appending side which
 * may take nothing. Thread-safe. While store or log do not answer, what was found last holds.
 */
public final class LogWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final List<EventStream> streams;
    private final LogGaps gaps;
    private final LogPlaces places;
    private final Map<String, StreamLog> found = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable String trouble;

    public LogWatch(List<EventStream> streams, LogGaps gaps, LogPlaces places) {
        this.streams = List.copyOf(streams);
        this.gaps = gaps;
        this.places = places;
    }

    /** Has looked once when it returns, where log and store answer. */
    public void start() {
        look();
        Thread.ofPlatform().daemon().name("datalab-log-watch").start(this::run);
    }

    /** Streams that take nothing, and why. */
    public Map<String, String> refusals() {
        Map<String, String> refusals = new LinkedHashMap<>();
        for (EventStream stream : streams) {
            Optional.ofNullable(found.get(stream.topic()))
                    .map(StreamLog::refusal)
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
            while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("watch interrupted");
        }
    }

    /** Looks now, so that what was changed a moment ago is known. */
    public synchronized void look() {
        try {
            gaps.look(streams).forEach(this::note);
            trouble = null;
        } catch (LogUnavailable | StoreUnavailable e) {
            tell(e);
        } catch (RuntimeException e) { // a bug must not end the watch
            LOG.atError().setCause(e).log("logs not compared");
        }
    }

    private void note(EventStream stream, StreamLog now) {
        StreamLog before = found.put(stream.topic(), now);
        places.tell(stream.topic(), now.refusal(), now.starts());
        String refusal = now.refusal();
        if (refusal != null && (before == null || !refusal.equals(before.refusal()))) {
            LOG.atError()
                    .addKeyValue("topic", stream.topic())
                    .addKeyValue("reason", refusal)
                    .log("stream takes nothing");
        }
    }

    private void tell(RuntimeException e) {
        String reason = e.getMessage();
        if (trouble == null) {
            LOG.atWarn().addKeyValue("reason", reason).log("logs not compared");
        }
        trouble = reason == null ? "" : reason;
    }
}
