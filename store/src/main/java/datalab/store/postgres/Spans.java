package datalab.store.postgres;

import datalab.lab.geo.PlaceAndTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Spans of time as SQL. Bounds that PostgreSQL or ISO 8601 cannot write are widened. */
final class Spans {
    private static final long MICROS_MIN = PlaceAndTime.micros(Instant.parse("0001-01-01T00:00:00Z"));
    private static final long MICROS_MAX = PlaceAndTime.micros(Instant.parse("9999-12-31T00:00:00Z"));

    private Spans() {}

    /** [from, to) in microseconds. */
    record Span(long fromMicros, long toMicros) {
        String from() {
            return Spans.from(fromMicros);
        }

        String to() {
            return Spans.to(toMicros);
        }

        /** How long it is, even where it has no end. */
        double micros() {
            return (double) toMicros - fromMicros;
        }

        /** Adds that an event's time lies in it. */
        Where holds(Where where) {
            return where.and("_time >= ?::timestamptz", from()).and("_time < ?::timestamptz", to());
        }
    }

    /** When any of these places counts: disjoint spans in order. */
    static List<Span> of(Collection<PlaceAndTime> places) {
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

    static String from(long micros) {
        return micros < MICROS_MIN ? "-infinity" : text(Math.min(micros, MICROS_MAX));
    }

    static String to(long micros) {
        return micros > MICROS_MAX ? "infinity" : text(Math.max(micros, MICROS_MIN));
    }

    private static String text(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
