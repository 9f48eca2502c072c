package datalab.process.retention;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.store.Store;
import datalab.store.ledger.Progress;
import datalab.store.retention.Retained;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of a stream with {@code retain}, by when they happened.
 *
 * <p>Where the time is part of what identifies an event, nothing is kept of one that is dropped: a repeat of it is too old when
 * it arrives. But one that has arrived in time may wait in the log for its owner. So the horizon rises only once the log is
 * processed up to where it ended, and stays a while behind.
 */
public final class ExpiringEvents implements ExpiringRows {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiringEvents.class);
    private static final int PAGE = 1_000;

    /** How far clocks of senders' doors may be behind, and how long a record may be on its way into the log. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int LOOKS_MAX = 150;

    private final EventStream stream;
    private final Duration retain;
    private final Store store;
    private final Function<String, Offsets> ends;

    /**
     * Of one stream.
     *
     * @param retain that of the stream
     * @param ends the offset after the last record of each partition of a topic
     */
    public ExpiringEvents(EventStream stream, Duration retain, Store store, Function<String, Offsets> ends) {
        this.stream = stream;
        this.retain = retain;
        this.store = store;
        this.ends = ends;
    }

    @Override
    public String kind() {
        return "events";
    }

    @Override
    public String name() {
        return stream.topic();
    }

    /** Not while records wait; then the next hour does it. */
    @Override
    public void raise(Instant now) {
        if (stream.isTimeRequired() && !isProcessedUpTo(ends.apply(stream.topic()))) {
            LOG.atInfo().addKeyValue("topic", stream.topic()).log("horizon stays, as records wait to be processed");
            return;
        }
        store.horizons().raise(Retained.of(stream), now.minus(retain).minus(MARGIN));
    }

    @Override
    public int deletePage(Instant now) {
        return store.archive().writer().drop(stream, PAGE);
    }

    /** Looks for half a minute. */
    private boolean isProcessedUpTo(Offsets end) {
        CountDownLatch never = new CountDownLatch(1);
        try {
            for (int look = 0; look < LOOKS_MAX; look++) {
                if (isProcessed(end) || never.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Where a gap is noted, nobody knows what is missing. */
    private boolean isProcessed(Offsets end) {
        List<Progress> progress = store.ledger().progress(stream);
        Offsets next = Progress.offsets(progress);
        return progress.stream().allMatch(partition -> partition.log().gap() == null)
                && end.byPartition().entrySet().stream()
                        .allMatch(partition -> next.of(partition.getKey()) >= partition.getValue());
    }
}
