package datalab.web.points;

import datalab.web.http.HttpProblem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * M4 aggregation (Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014): of each line and
 * bucket of time the first and the last row are kept, and for each column those with the least and the greatest value, the
 * earliest of equal ones. A line chart of no more pixels than buckets looks as if it were of all rows. Of lines with few rows
 * all are kept.
 *
 * <p>Rows are added in order of time. It holds no more than may be answered; owned by one thread.
 */
final class M4Selection<T> {
    /** The most points of all lines together. */
    static final int POINTS_MAX = 100_000;

    private static final long BYTES_MAX = 64L * 1024 * 1024;

    private final PointRows<T> reading;
    private final BucketWidth width;
    private final int points;
    private final Map<@Nullable Object, Line> lines = new HashMap<>();
    private long rows;
    private long bytes;

    /** @param points of a line with no more rows than that all are kept */
    M4Selection(PointRows<T> reading, BucketWidth width, int points) {
        this.reading = reading;
        this.width = width;
        this.points = points;
    }

    /** A row in hand, with its place among all. */
    private record Candidate<T>(long index, T row, List<@Nullable Number> values, int bytes) {}

    void add(T row) {
        Line line = lines.computeIfAbsent(reading.line(row), this::begin);
        Candidate<T> candidate = new Candidate<>(rows++, row, reading.values(row), reading.bytes(row));
        line.add(candidate, width.bucket(reading.time(row)));
    }

    /** Whether some rows may be left out. */
    boolean isReduced() {
        return lines.values().stream().anyMatch(line -> line.all == null);
    }

    /** What is kept, in the order in which it was added. Nothing can be added after. */
    List<T> rows() {
        return lines.values().stream()
                .flatMap(Line::kept)
                .sorted(Comparator.comparingLong(Candidate::index))
                .map(Candidate::row)
                .toList();
    }

    private Line begin(@Nullable Object line) {
        if ((lines.size() + 1L) * points > POINTS_MAX) {
            throw tooMany("more than %s lines of %s points".formatted(lines.size(), points));
        }
        return new Line();
    }

    private Candidate<T> held(Candidate<T> row) {
        bytes += row.bytes();
        if (bytes > BYTES_MAX) {
            throw tooMany("points of more than " + BYTES_MAX + " bytes");
        }
        return row;
    }

    private static HttpProblem tooMany(String what) {
        return HttpProblem.of(
                422, "Too many rows", what + "; choose some of them by a filter, or ask for fewer points of each");
    }

    /** A row in the place of another, of which a place is counted for each. */
    private Candidate<T> instead(@Nullable Candidate<T> before, Candidate<T> row) {
        if (before != null) {
            release(before);
        }
        return held(row);
    }

    private void release(Candidate<T> row) {
        bytes -= row.bytes();
    }

    /** What is kept of one line. */
    private final class Line {
        /** All its rows; null once there are too many. */
        private @Nullable List<Candidate<T>> all = new ArrayList<>();

        /** Of the buckets that are complete. */
        private final List<Candidate<T>> chosen = new ArrayList<>();

        private long bucket;
        private @Nullable Candidate<T> first;
        private @Nullable Candidate<T> last;
        private List<@Nullable Candidate<T>> least = List.of();
        private List<@Nullable Candidate<T>> greatest = List.of();

        void add(Candidate<T> row, long in) {
            if (first == null || in != bucket) {
                complete();
                bucket = in;
                first = held(row);
                least = new ArrayList<>(Collections.nCopies(row.values().size(), null));
                greatest = new ArrayList<>(least);
            }
            last = instead(last, row);
            for (int i = 0; i < row.values().size(); i++) {
                offer(row, i);
            }
            keepAll(row);
        }

        private void keepAll(Candidate<T> row) {
            if (all != null && all.size() == points) {
                all.forEach(M4Selection.this::release);
                all = null;
            } else if (all != null) {
                all.add(held(row));
            }
        }

        private void offer(Candidate<T> row, int column) {
            Number value = row.values().get(column);
            if (value == null) {
                return;
            }
            Candidate<T> low = least.get(column);
            if (low == null || compare(value, low.values().get(column)) < 0) {
                least.set(column, instead(low, row));
            }
            Candidate<T> high = greatest.get(column);
            if (high == null || compare(value, high.values().get(column)) > 0) {
                greatest.set(column, instead(high, row));
            }
        }

        /** Keeps what the bucket has, each row once. */
        private void complete() {
            TreeMap<Long, Candidate<T>> kept = new TreeMap<>();
            Stream.of(Stream.of(first, last), least.stream(), greatest.stream())
                    .flatMap(some -> some)
                    .filter(Objects::nonNull)
                    .forEach(row -> {
                        kept.put(row.index(), row);
                        release(row);
                    });
            kept.values().forEach(row -> chosen.add(held(row)));
            last = null;
        }

        private Stream<Candidate<T>> kept() {
            complete();
            return (all == null ? chosen : all).stream();
        }
    }

    /** Whole numbers exactly, which doubles do not tell apart where they are large. */
    private static int compare(Number one, @Nullable Number other) {
        Objects.requireNonNull(other, "extremes have a value");
        return one instanceof Long && other instanceof Long
                ? Long.compare(one.longValue(), other.longValue())
                : Double.compare(one.doubleValue(), other.doubleValue());
    }
}
