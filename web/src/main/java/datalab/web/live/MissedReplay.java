package datalab.web.live;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.log.LogRecord;
import datalab.log.LogUnavailable;
import datalab.log.PartitionRange;
import datalab.store.result.StoreUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Replays to a reconnecting client the events that it missed, or reports a gap if there were too many. One thread uses it.
 */
final class MissedReplay {
    /** A client that missed more must reload the pages that it shows. */
    private static final long RECORDS_MAX = 10_000;

    private final LabEvents events;
    private final LiveStoreReads store;
    private final LiveLogReads log;
    private final RowFeed rows;
    private final Map<String, EventStream> streams;
    private final SubscriptionFilter filter;
    private final Lab lab;

    MissedReplay(
            Lab lab,
            LabEvents events,
            LiveStoreReads store,
            LiveLogReads log,
            RowFeed rows,
            SubscriptionFilter filter) {
        this.lab = lab;
        this.events = events;
        this.store = store;
        this.log = log;
        this.rows = rows;
        this.filter = filter;
        this.streams = new TreeMap<>();
        for (EventStream stream : lab.streams().values()) {
            boolean isViewed = lab.viewsOf(stream).stream().map(View::name).anyMatch(filter.views()::contains);
            if (isViewed || filter.streams().contains(stream.name())) {
                streams.put(stream.topic(), stream);
            }
        }
    }

    /** Takes frames. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] frame) throws IOException;
    }

    /**
     * Sends it.
     *
     * @param from what the client has seen, as it says
     * @param until from where on it is shown everything
     */
    void send(LiveCursor from, LiveCursor until, Sink sink) throws IOException {
        List<PartitionRange> ranges = ranges(from, until);
        long records =
                ranges.stream().mapToLong(range -> range.until() - range.from()).sum();
        if (records > RECORDS_MAX) {
            sink.write(SseFrame.missedAway(records));
        } else if (ranges.stream().anyMatch(range -> range.until() < range.from()) || !isSent(ranges, from, sink)) {
            sink.write(SseFrame.missedAway(null)); // another log, or one whose records were deleted
        }
    }

    private List<PartitionRange> ranges(LiveCursor from, LiveCursor until) {
        List<PartitionRange> ranges = new ArrayList<>();
        streams.forEach((topic, stream) -> {
            new TreeMap<>(until.of(stream.name()).byPartition()).forEach((partition, end) -> {
                long begin = from.of(stream.name(), partition).orElse(0L); // one that is new since then
                if (begin != end) {
                    ranges.add(new PartitionRange(topic, partition, begin, end));
                }
            });
        });
        return ranges;
    }

    private boolean isSent(List<PartitionRange> ranges, LiveCursor from, Sink sink) throws IOException {
        if (ranges.isEmpty()) {
            return true;
        }
        LiveCursor[] sent = {from};
        try {
            Map<String, Instant> since = store.shownSince(lab);
            return log.between().read(ranges, record -> {
                String stream =
                        Objects.requireNonNull(streams.get(record.topic())).name();
                sent[0] = sent[0].after(stream, record.at());
                send(record, sent[0], since, sink);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (LogUnavailable | StoreUnavailable e) {
            return false;
        }
    }

    /** Rows are touched by what is not shown any more, too: it has counted. */
    private void send(LogRecord record, LiveCursor sent, Map<String, Instant> since, Sink sink) {
        Event event = events.of(record).orElse(null);
        if (event == null) {
            return;
        }
        Coordinate at = event.at();
        for (ViewFold fold : events.folds(event)) {
            if (fold.takes(event) && filter.views().contains(fold.view().name())) {
                rows.touch(fold, fold.key(event), at);
            }
        }
        Instant horizon = since.getOrDefault(event.stream().name(), Instant.MIN);
        if (filter.streams().contains(event.stream().name()) && !event.time().isBefore(horizon)) {
            try {
                sink.write(events.frame(event, sent.text()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
