package datalab.web.points;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * How long the buckets are into which a period is divided. Widths are of a ladder and borders are counted from 1970 in UTC,
 * so that a period of the same length a little later has the same buckets: a chart that is panned does not flicker.
 *
 * @param micros 1 or more
 */
public record BucketWidth(long micros) {
    private static final List<Long> LADDER = ladder();

    /** The smallest width on the ladder that divides a period into at most the given number of buckets. */
    public static BucketWidth of(Instant from, Instant to, int buckets) {
        long least = Math.ceilDiv(Math.max(1, micros(to) - micros(from)), buckets);
        return LADDER.stream()
                .filter(width -> width >= least)
                .findFirst()
                .map(BucketWidth::new)
                .orElseGet(() -> new BucketWidth(least));
    }

    /** The number of the bucket that holds a time. */
    public long bucket(Instant time) {
        return Math.floorDiv(micros(time), micros);
    }

    /** When the bucket of a number begins. */
    public Instant begin(long bucket) {
        return Instant.EPOCH.plus(Math.multiplyExact(bucket, micros), ChronoUnit.MICROS);
    }

    /** As an ISO 8601 duration such as {@code PT1M}. */
    public String text() {
        return Duration.of(micros, ChronoUnit.MICROS).toString();
    }

    private static long micros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
    }

    /** Parts of a second and days by 1, 2, 5 and so on; of seconds, minutes and hours what divides the next unit. */
    private static List<Long> ladder() {
        List<Duration> widths = new ArrayList<>();
        for (long unit = 1; unit < 1_000_000; unit *= 10) {
            for (long times : new long[] {1, 2, 5}) {
                widths.add(Duration.of(unit * times, ChronoUnit.MICROS));
            }
        }
        for (long times : new long[] {1, 2, 5, 10, 15, 30}) {
            widths.add(Duration.ofSeconds(times));
        }
        for (long times : new long[] {1, 2, 5, 10, 15, 30}) {
            widths.add(Duration.ofMinutes(times));
        }
        for (long times : new long[] {1, 2, 3, 6, 12}) {
            widths.add(Duration.ofHours(times));
        }
        for (long unit = 1; unit < 10_000_000; unit *= 10) {
            for (long times : new long[] {1, 2, 5}) {
                widths.add(Duration.ofDays(unit * times));
            }
        }
        return widths.stream()
                .map(width -> width.dividedBy(ChronoUnit.MICROS.getDuration()))
                .toList();
    }
}
