package datalab.lab.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.generators.SourceDSL.longs;

import datalab.lab.Laws;
import datalab.lab.time.ParsedTime.Known;
import datalab.lab.time.ParsedTime.Unknown;
import datalab.lab.time.TimeRule.Dst;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeReaderTest {
    private static final ZoneId KATHMANDU = ZoneId.of("Asia/Kathmandu"); // +05:45, +05:30 before 1986
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

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
                    2024-05-31T24:00:00.000Z          | 2024-06-01T00:00:00Z
                    2016-12-31T23:59:60Z              | 2017-01-01T00:00:00Z
                    1990-12-31T15:59:60.5-08:00       | 1991-01-01T00:00:00.500Z
                    2015-07-01 05:44:60               | 2015-07-01T00:00:00Z
                    2024-05-31T18:00:00-00:00         | 2024-05-31T18:00:00Z
                    2024-05-31T18:00:00+23:59         | 2024-05-30T18:01:00Z
                    ' 2024-05-31T18:00:00Z '          | 2024-05-31T18:00:00Z
                    20140601                          | 2014-05-31T18:15:00Z
                    20140601.0                        | 2014-05-31T18:15:00Z
                    20140601220000                    | 2014-06-01T16:15:00Z
                    20140601220000123                 | 2014-06-01T16:15:00.123Z
                    20140601220000.5                  | 2014-06-01T16:15:00.500Z
                    20140601220000123.4567            | 2014-06-01T16:15:00.123456Z
                    20140601220000123456              | 2014-06-01T16:15:00.123456Z
                    2014060122.5                      | 2033-10-27T21:08:42.500Z
                    201406312200                      | 1976-05-20T02:11:52.200Z
                    9999999999999                     | 2286-11-20T17:46:39.999Z
                    100000000                         | 1973-03-03T09:46:40Z
                    1e9                               | 2001-09-09T01:46:40Z
                    1.5e9                             | 2017-07-14T02:40:00Z
                    1717149600                        | 2024-05-31T10:00:00Z
                    1717149600.1234567                | 2024-05-31T10:00:00.123456Z
                    1717149600123                     | 2024-05-31T10:00:00.123Z
                    1717149600123456                  | 2024-05-31T10:00:00.123456Z
                    1717149600123456789               | 2024-05-31T10:00:00.123456Z
                    -1000000000.5                     | 1938-04-24T22:13:19.500Z
                    2024-02-29                        | 2024-02-28T18:15:00Z
                    20240229                          | 2024-02-28T18:15:00Z
                    2024-05-31 18:00:00               | 2024-05-31T12:15:00Z
                    2024-05-31 18:00:00.5             | 2024-05-31T12:15:00.500Z
                    1985-06-01T00:00:00               | 1985-05-31T18:30:00Z
                    """)
    void readsTheUsualForms(String text, Instant expected) {
        ParsedTime time = new TimeReader(TimeRule.in(KATHMANDU)).read(text);

        assertThat(time).isEqualTo(new Known(expected));
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
                "2024-05-31T24:00:00.5Z",
                "2024-05-31T18.5Z",
                "2024-05-31T18:30.5Z",
                "2024-05-31T1830,5Z",
                "2024-05-31T18.30",
                "2024-05-31T18:60:00Z",
                "2024-05-31T18:00:61Z",
                "2024-05-31T18:30:60Z",
                "2024-05-31T18:00:00.Z",
                "2024-05-31T18:00:00+24:00",
                "2024-05-31T18:00:00+02:60",
                "2024-05-31T10:59:60Z",
                "1998-12-31T23:58:60Z",
                "1998-12-30T23:59:60Z",
                "2024-05-31T18:00:00+02:00:30",
                "2024-05-31T18:00:00+2",
                "2024-05-31T18:00:00Zx",
                "201406",
                "0",
                "-1",
                "99999999",
                "2014060122",
                "2014060124",
                "201406012200",
                "201406012400",
                "201406012200.30",
                "201406012200005",
                "2014060122000050",
                "201406012200005000",
                "2014060122000050000",
                "20140631220000",
                "20140631220000.5",
                "20161231235960",
                "20140631220000123",
                "20140631220000123456",
                "20140631",
                "1e8x",
                "+1717149600",
                "1e400",
                "1e-400",
                "99999999999999999999999",
                "NaN",
                "Infinity",
                "-024-05-31",
                "２０２４-05-31"
            })
    void refusesWhatIsNoTime(String text) {
        ParsedTime time = new TimeReader(TimeRule.UTC).read(text);

        assertThat(time).isInstanceOf(Unknown.class);
    }

    /** PostgreSQL could not read such a time back from a text. */
    @Test
    void isNoneWhereItsZoneTakesItOutOfTheYears1To9999() {
        assertThat(read("9999-12-31T23:59:59-05:00", ZoneOffset.UTC)).isInstanceOf(Unknown.class);
        assertThat(read("0001-01-01 00:00:00", KATHMANDU)).isInstanceOf(Unknown.class);
        assertThat(read("9999-12-31T23:59:59Z", KATHMANDU)).isEqualTo(new Known(Instant.parse("9999-12-31T23:59:59Z")));
    }

    /** A day from the ends, so that no zone leads beyond them. */
    @Test
    void readsWhateverJavaPrints() {
        Laws.forAll(longs().between(-62_135_510_400_000_000L, 253_402_214_399_999_999L), micros -> {
            Instant time = Instant.ofEpochSecond(
                    Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
            LocalDateTime local = LocalDateTime.ofInstant(time, ZoneOffset.UTC);

            assertThat(read(time.toString(), KATHMANDU)).isEqualTo(new Known(time));
            assertThat(read(local.toString(), ZoneOffset.UTC)).isEqualTo(new Known(time));
            assertThat(read(local.toString().replace('T', ' '), KATHMANDU))
                    .isEqualTo(new Known(local.atZone(KATHMANDU).toInstant()));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "2024-10-27 02:30:00, 2024-10-27T00:30:00Z, 2024-10-27T01:30:00Z", // comes twice
        "2024-03-31 02:30:00, 2024-03-31T00:30:00Z, 2024-03-31T01:30:00Z" // never comes
    })
    void takesOfTwoInstantsWhichItIsTold(String text, Instant earlier, Instant later) {
        assertThat(new TimeReader(new TimeRule(BERLIN, null, Dst.EARLIER, null)).read(text))
                .isEqualTo(new Known(earlier));
        assertThat(new TimeReader(new TimeRule(BERLIN, null, Dst.LATER, null)).read(text))
                .isEqualTo(new Known(later));
        assertThat(new TimeReader(TimeRule.in(BERLIN)).read(text))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown -> assertThat(unknown.expected())
                                .contains("in Europe/Berlin this time of day ")
                                .contains("dst in lab.yaml may choose"));
    }

    /** Clocks in Cairo go from 0:00 to 1:00. */
    @Test
    void beginsADayAtItsFirstMoment() {
        ParsedTime day = read("2024-04-26", ZoneId.of("Africa/Cairo"));

        assertThat(day).isEqualTo(new Known(Instant.parse("2024-04-25T22:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    yyyyMMddHH          | 2014060122                | 2014-06-01T20:00:00Z
                    yyyyMMddHH          | 2014-06-01T22:00:00Z      | 2014-06-01T22:00:00Z
                    dd.MM.yyyy HH:mm    | 01.06.2014 22:15          | 2014-06-01T20:15:00Z
                    dd/MM/yyyy          | 01/06/2014                | 2014-05-31T22:00:00Z
                    d MMM yyyy, h:mm a  | 1 Jun 2014, 10:15 pm      | 2014-06-01T20:15:00Z
                    yyyy-MM-dd HH:mm xx | 2014-06-01 22:15 -0300    | 2014-06-02T01:15:00Z
                    yyyyMMddHHmmssSSS   | 20140601221500123         | 2014-06-01T20:15:00.123Z
                    seconds             | 1                         | 1970-01-01T00:00:01Z
                    seconds             | 2014060122                | 2033-10-27T21:08:42Z
                    milliseconds        | -1                        | 1969-12-31T23:59:59.999Z
                    milliseconds        | 1.5                       | 1970-01-01T00:00:00.001500Z
                    nanoseconds         | 1717149600123456789       | 2024-05-31T10:00:00.123456Z
                    """)
    void readsTheFormatOfAStream(String format, String text, Instant expected) {
        ParsedTime time = new TimeReader(new TimeRule(BERLIN, format, Dst.REJECT, null)).read(text);

        assertThat(time).isEqualTo(new Known(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    yyyyMMddHH          | 2014060124
                    yyyyMMddHH          | 1714557600
                    yyyyMMddHH          | 20140631
                    dd.MM.yyyy          | 30.02.2014
                    yyyy-dd-MM          | 2014-06-21
                    dd.MM.yyyy HH:mm    | 31.03.2024 02:30
                    seconds             | 2014-06-01
                    seconds             | 1e300
                    """)
    void refusesWhatTheFormatOfAStreamDoesNotSay(String format, String text) {
        ParsedTime time = new TimeReader(new TimeRule(BERLIN, format, Dst.REJECT, null)).read(text);

        assertThat(time).isInstanceOf(Unknown.class);
    }

    private static ParsedTime read(String text, ZoneId zone) {
        return new TimeReader(TimeRule.in(zone)).read(text);
    }
}
