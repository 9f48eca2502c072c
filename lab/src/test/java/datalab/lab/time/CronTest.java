package datalab.lab.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    private static final Instant THURSDAY = Instant.parse("2024-11-21T05:04:03.5Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            * * * * *          | 2024-11-21T05:05:00Z
            */15 * * * *       | 2024-11-21T05:15:00Z
            0 3 * * *          | 2024-11-22T03:00:00Z
            4 5 * * *          | 2024-11-22T05:04:00Z
            0 0 1 * MON        | 2024-11-25T00:00:00Z
            0 0 * * 7          | 2024-11-24T00:00:00Z
            0 0 * JAN-MAR 5    | 2025-01-03T00:00:00Z
            0 0 29 2 *         | 2028-02-29T00:00:00Z
            * * * * * *        | 2024-11-21T05:04:04Z
            */10 * * * * *     | 2024-11-21T05:04:10Z
            30 0 3 * * *       | 2024-11-22T03:00:30Z
            """)
    void tellsItsNextTime(String text, Instant expected) {
        assertThat(Cron.parse(text).next(THURSDAY, ZoneOffset.UTC)).isEqualTo(expected);
    }

    @Test
    void comesAfterAMomentAndNeverAtIt() {
        Cron minutes = Cron.parse("* * * * *");

        Instant first = minutes.next(THURSDAY, ZoneOffset.UTC);

        assertThat(minutes.next(first, ZoneOffset.UTC)).isEqualTo(first.plusSeconds(60));
    }

    @Test
    void readsTheClocksOfTheZone() {
        Instant next = Cron.parse("0 3 * * *").next(THURSDAY, ZoneId.of("Asia/Kathmandu"));

        assertThat(next).isEqualTo("2024-11-21T21:15:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "* * * *", "* * * * * * *", "60 * * * *", "0 0 30 2 *", "? * * * *", "@daily"})
    void refusesWhatNeverComes(String text) {
        assertThatThrownBy(() -> Cron.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isEqualIfWrittenAlike() {
        assertThat(Cron.parse("0 3 * * *")).isEqualTo(Cron.parse("0 3 * * *")).isNotEqualTo(Cron.parse("0 4 * * *"));
    }
}
