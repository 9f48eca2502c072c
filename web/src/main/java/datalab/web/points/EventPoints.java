package datalab.web.points;

import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events of a stream for a chart: a line for each key. Thread-safe. */
public final class EventPoints {
    private final Archive archive;
    private final Clock clock;

    public EventPoints(Archive archive, Clock clock) {
        this.archive = archive;
        this.clock = clock;
    }

    /**
     * Those of the events that a question asks for.
     *
     * @param asked in the usual order
     */
    public Selected<ArchivedEvent> select(EventQuery asked, Points points) {
        EventQuery rows = asked.plain(false);
        Instant from = asked.from() == null ? end(rows).orElse(Instant.EPOCH) : asked.from();
        Instant to = asked.to() == null
                ? end(asked.plain(true)).map(EventPoints::after).orElse(from)
                : asked.to();
        BucketWidth width = BucketWidth.of(from, to, points.buckets());
        M4Selection<ArchivedEvent> selection =
                new M4Selection<>(new Reading(asked.stream(), points.columns()), width, points.each());
        ReadingTime time = new ReadingTime("points of " + asked.stream().topic(), clock);
        archive.each(rows, row -> {
            time.check();
            selection.add(row);
            return true;
        });
        return Selected.of(selection, width, asked.descending());
    }

    private Optional<Instant> end(EventQuery query) {
        return archive.events(query.withLimit(1)).stream()
                .map(row -> row.event().time())
                .findFirst();
    }

    private static Instant after(Instant last) {
        return last.plus(1, ChronoUnit.MICROS);
    }

    private static final class Reading implements PointRows<ArchivedEvent> {
        private static final int ROW_BYTES = 100;
        private static final int VALUE_BYTES = 20;

        private final int key;
        private final List<Integer> fields;

        Reading(EventStream stream, List<String> columns) {
            this.key = stream.key() == null ? -1 : stream.indexOf(stream.key());
            this.fields = columns.stream().map(stream::indexOf).toList();
        }

        @Override
        public @Nullable Object line(ArchivedEvent row) {
            return key < 0 ? null : row.event().value(key);
        }

        @Override
        public Instant time(ArchivedEvent row) {
            return row.event().time();
        }

        @Override
        public List<@Nullable Number> values(ArchivedEvent row) {
            List<@Nullable Number> values = new ArrayList<>(fields.size());
            for (int field : fields) {
                values.add((Number) row.event().value(field));
            }
            return values;
        }

        @Override
        public int bytes(ArchivedEvent row) {
            Event event = row.event();
            int bytes = ROW_BYTES + length(event.payload().extra()) + length(row.flagsJson());
            for (Object value : event.payload().values()) {
                bytes += VALUE_BYTES + (value instanceof String text ? text.length() : 0);
            }
            return bytes;
        }

        private static int length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }
    }
}
