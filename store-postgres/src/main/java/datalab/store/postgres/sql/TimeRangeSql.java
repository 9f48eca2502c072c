package datalab.store.postgres.sql;

import datalab.lab.geo.PlaceAndTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Spans of time as SQL. Bounds that PostgreSQL or ISO 8601 cannot write are widened. */
public final class TimeRangeSql {
    private static final long MICROS_MIN = PlaceAndTime.micros(Instant.parse("0001-01-01T00:00:00Z"));
    private static final long MICROS_MAX = PlaceAndTime.micros(Instant.parse("9999-12-31T00:00:00Z"));

    private TimeRangeSql() {}

    /** [from, to) in microseconds. */
    public record Span(long fromMicros, long toMicros) {
        public String from() {
            return TimeRangeSql.from(fromMicros);
        }

        public String to() {
            return TimeRangeSql.to(toMicros);
        }

        /** How long it is, even where it has no end. */
        public double micros() {
            return (double) toMicros - fromMicros;
        }

        /** Adds that an event's time lies in it. */
        public WhereClause holds(WhereClause where) {
            return where.and("_time >= ?::timestamptz", from()).and("_time < ?::timestamptz", to());
        }
    }

    /** When any of these places counts: disjoint spans in order. */
    public static List<Span> of(Collection<PlaceAndTime> places) {
        List<Span> sorted = places.stream()
                .map(place -> new Span(place.fromMicros(), place.toMicros()))
                .distinct()
                .sorted(Comparator.comparingLong(Span::fromMicros))
                .toList();
        List<Span> spans = new ArrayList<>();
        for (Span span : sorted) {
            Span last = spans.isEmpty() ? null : spans.getLast();
            if (last != null && span.fromMicros() <= last.toMicros()) {
                long to = Math.max(last.toMicros(), span.toMicros());
                spans.set(spans.size() - 1, new Span(last.fromMicros(), to));
            } else {
                spans.add(span);
            }
        }
        return spans;
    }

    public static String from(long micros) {
        return micros < MICROS_MIN ? "-infinity" : text(Math.min(micros, MICROS_MAX));
    }

    public static String to(long micros) {
        return micros > MICROS_MAX ? "infinity" : text(Math.max(micros, MICROS_MIN));
    }

    private static String text(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
