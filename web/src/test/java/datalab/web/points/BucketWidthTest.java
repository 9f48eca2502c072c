package datalab.web.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketWidthTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT1H, 60, PT1M",
        "PT1H, 59, PT2M",
        "P1D, 250, PT10M",
        "P365D, 250, PT48H",
        "P365D, 1, PT12000H",
        "PT1S, 100, PT0.01S",
        "PT0.000001S, 1, PT0.000001S",
        "PT0S, 1, PT0.000001S"
    })
    void isTheLeastOfTheLadder(Duration period, int buckets, Duration width) {
        assertThat(BucketWidth.of(START, START.plus(period), buckets).text()).isEqualTo(width.toString());
    }

    @Test
    void holdsTheLongestPeriodThatMayBeAskedFor() {
        BucketWidth width =
                BucketWidth.of(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59Z"), 1);

        assertThat(width.text()).isEqualTo(Duration.ofDays(5_000_000).toString());
    }

    /** A period of the same length has the same buckets wherever it begins, and one more at most than asked for. */
    @Test
    void doesNotFlickerAsAPeriodMoves() {
        LongStream.range(0, 500).forEach(seed -> {
            Random random = new Random(seed);
            Duration period = Duration.ofSeconds(1 + random.nextInt(100_000_000));
            int buckets = 1 + random.nextInt(2_000);
            Instant later = START.plusSeconds(random.nextInt(1_000_000));

            BucketWidth width = BucketWidth.of(START, START.plus(period), buckets);

            assertThat(BucketWidth.of(later, later.plus(period), buckets)).isEqualTo(width);
            long last = width.bucket(later.plus(period).minusNanos(1_000));
            assertThat(last - width.bucket(later)).isBetween(0L, (long) buckets);
        });
    }

    @Test
    void beginsBucketsWithDaysAndHours() {
        BucketWidth hour = new BucketWidth(3_600_000_000L);

        assertThat(hour.bucket(START)).isEqualTo(hour.bucket(START.plusSeconds(3_599)));
        assertThat(hour.bucket(START)).isEqualTo(hour.bucket(START.minusNanos(1)) + 1);
        assertThat(hour.bucket(Instant.EPOCH.minusSeconds(1))).isEqualTo(-1);
    }
}
