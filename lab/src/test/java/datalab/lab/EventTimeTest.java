package datalab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.generators.SourceDSL.longs;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
    private static final ZoneId KATHMANDU = ZoneId.of("Asia/Kathmandu"); // +05:45, +05:30 before 1986

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2024-05-31T18:00:00Z              | 2024-05-31T18:00:00Z
                    2024-05-31t18:00:00z              | 2024-05-31T18:00:00Z
                    2024-05-31 18:00:00 UTC           | 2024-05-31T18:00:00Z
                    2024-05-31T18:00:00+02:00         | 2024-05-31T16:00:00Z
                    2024-05-31 18:00:00+02            | 2024-05-31T16:00:00Z
                    2024-05-31T18:00:00 -0330         | 2024-05-31T21:30:00Z
                    2024-05-31T18:00Z                 | 2024-05-31T18:00:00Z
                    2024-05-31T18Z                    | 2024-05-31T18:00:00Z
                    20240531T180000Z                  | 2024-05-31T18:00:00Z
                    20240531T1800Z                    | 2024-05-31T18:00:00Z
                    2024-05-31T18:00:00.1Z            | 2024-05-31T18:00:00.100Z
                    2024-05-31T18:00:00,123456999Z    | 2024-05-31T18:00:00.123456Z
                    1969-12-31T23:59:59.999999999Z    | 1969-12-31T23:59:59.999999Z
                    2024-05-31T24:00:00Z              | 2024-06-01T00:00:00Z
                    2016-12-31T23:59:60Z              | 2017-01-01T00:00:00Z
                    2024-02-29                        | 2024-02-28T18:15:00Z
                    20240229                          | 2024-02-28T18:15:00Z
                    2024-05-31 18:00:00               | 2024-05-31T12:15:00Z
                    2024-05-31 18:00:00.5             | 2024-05-31T12:15:00.500Z
                    1985-06-01T00:00:00               | 1985-05-31T18:30:00Z
                    """)
    void readsTheUsualForms(String text, Instant expected) {
        Instant time = EventTime.parse(text, KATHMANDU);

        assertThat(time).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "2024",
                "2024-05",
                "2024-5-31",
                "2024-13-01",
                "2024-00-10",
                "2024-05-32",
                "2023-02-29",
                "0000-01-01",
                "2024-0531",
                "202405-31",
                "31.05.2024",
                "2024-05-31T",
                "2024-05-31X18:00:00",
                "2024-05-31T25:00:00Z",
                "2024-05-31T24:00:01Z",
                "2024-05-31T18:60:00Z",
                "2024-05-31T18:00:61Z",
                "2024-05-31T18:30:60Z",
                "2024-05-31T18:00:00.Z",
                "2024-05-31T18:00:00+19:00",
                "2024-05-31T18:00:00+2",
                "2024-05-31T18:00:00Zx",
                " 2024-05-31",
                "2024-05-31 ",
                "1717149600",
                "-024-05-31",
                "２０２４-05-31"
            })
    void refusesWhatIsNoTime(String text) {
        Instant time = EventTime.parse(text, ZoneOffset.UTC);

        assertThat(time).isNull();
    }

    /** PostgreSQL could not read such a time back from a text. */
    @Test
    void isNoneWhereItsZoneTakesItOutOfTheYears1To9999() {
        assertThat(EventTime.parse("9999-12-31T23:59:59-05:00", ZoneOffset.UTC)).isNull();
        assertThat(EventTime.parse("0001-01-01 00:00:00", KATHMANDU)).isNull();
        assertThat(EventTime.parse("9999-12-31T23:59:59Z", KATHMANDU)).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
    }

    /** A day from the ends, so that no zone leads beyond them. */
    @Test
    void readsWhateverJavaPrints() {
        Properties.forAll(longs().between(-62_135_510_400_000_000L, 253_402_214_399_999_999L), micros -> {
            Instant time = Instant.ofEpochSecond(
                    Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
            LocalDateTime local = LocalDateTime.ofInstant(time, ZoneOffset.UTC);

            assertThat(EventTime.parse(time.toString(), KATHMANDU)).isEqualTo(time);
            assertThat(EventTime.parse(local.toString(), ZoneOffset.UTC)).isEqualTo(time);
            assertThat(EventTime.parse(local.toString().replace('T', ' '), KATHMANDU))
                    .isEqualTo(local.atZone(KATHMANDU).toInstant());
        });
    }
}
