package datalab.lab.view;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Laws;
import datalab.lab.view.Windows.Calendar;
import datalab.lab.view.Windows.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quicktheories.generators.SourceDSL;

class WindowsTest {
    private static final long FIRST = Instant.parse("1850-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("2100-01-01T00:00:00Z").getEpochSecond();
    private static final List<Unit> UNITS = List.of(Unit.values());
    private static final List<String> ZONES = List.copyOf(new TreeSet<>(ZoneId.getAvailableZoneIds()));

    /** Any zone, any unit, and times that are half of them near a change of the zone's clocks. */
    @Test
    void eachTimeIsInExactlyOneWindow() {
        Laws.forAll(SourceDSL.longs().all(), seed -> {
            Random chance = new Random(seed);
            Windows windows = windows(chance, new int[] {1, 1, 1, 2, 3, 5, 12});
            Instant time = time(chance, windows);

            Instant start = windows.start(time);
            Instant end = windows.end(start);

            assertThat(start).isBeforeOrEqualTo(time);
            assertThat(end).isAfter(time);
            assertThat(windows.start(start)).isEqualTo(start);
            assertThat(windows.start(end)).isEqualTo(end);
            assertThat(windows.start(end.minus(1, ChronoUnit.MICROS))).isEqualTo(start);
        });
    }

    @Test
    void isAWholeNumberOfOthersAtAllTimes() {
        Laws.forAll(SourceDSL.longs().all(), seed -> {
            Random chance = new Random(seed);
            Windows larger = windows(chance, new int[] {1, 2, 3, 4, 6, 12});
            Windows smaller = larger instanceof Calendar(int count, Unit unit, ZoneId zone) && chance.nextBoolean()
                    ? new Calendar(1 + chance.nextInt(count), UNITS.get(chance.nextInt(UNITS.size())), zone)
                    : Windows.Fixed.of(Duration.ofMinutes(1 + chance.nextInt(60)));
            Instant start = larger.start(time(chance, larger));

            if (larger.areWholeNumbersOf(smaller)) {
                assertThat(smaller.start(start)).as("%s of %s", larger, smaller).isEqualTo(start);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "P1D Asia/Shanghai, P1D Asia/Shanghai, true",
        "P1W Asia/Shanghai, P1D Asia/Shanghai, true",
        "P1M Asia/Shanghai, P1D Asia/Shanghai, true",
        "P1Y Asia/Shanghai, P3M Asia/Shanghai, false",
        "P1Y Asia/Shanghai, P1M Asia/Shanghai, true",
        "P6M Asia/Shanghai, P3M Asia/Shanghai, true",
        "P1M Asia/Shanghai, P1W Asia/Shanghai, false",
        "P1M Asia/Shanghai, P1D Asia/Tokyo,    false",
        "P1M UTC,           P1D Z,             true",
        "P1M UTC,           PT1H,              true",
        "P1M UTC,           PT7H,              false",
        "P1M Asia/Shanghai, PT1H,              false",
        "PT24H,             PT8H,              true",
        "PT24H,             P1D UTC,           false"
    })
    void saysWhetherItIsAWholeNumberOfOthers(String larger, String smaller, boolean expected) {
        assertThat(parse(larger).areWholeNumbersOf(parse(smaller))).isEqualTo(expected);
    }

    private static Windows parse(String text) {
        int gap = text.indexOf(' ');
        if (gap < 0) {
            return Windows.Fixed.of(Duration.parse(text));
        }
        Unit unit = UNITS.stream()
                .filter(one -> one.name().charAt(0) == text.charAt(2))
                .findFirst()
                .orElseThrow();
        return new Calendar(text.charAt(1) - '0', unit, ZoneId.of(text.substring(gap + 1)));
    }

    @Test
    void equalsTheDatesOfJavaTime() {
        Laws.forAll(SourceDSL.longs().all(), seed -> {
            Random chance = new Random(seed);
            Calendar windows = (Calendar) windows(chance, new int[] {1});
            Instant time = time(chance, windows);

            Instant start = windows.start(time);

            assertThat(start).isEqualTo(byDates(windows, time));
        });
    }

    /** The latest beginning of a unit's first date that is not after the time: found by looking at each date before. */
    private static Instant byDates(Calendar windows, Instant time) {
        ZoneId zone = windows.zone();
        LocalDate around = time.atZone(zone).toLocalDate().plusDays(2);
        for (LocalDate date = around; ; date = date.minusDays(1)) {
            boolean isFirst = switch (windows.unit()) {
                case DAY -> true;
                case WEEK -> date.get(ChronoField.DAY_OF_WEEK) == 1;
                case MONTH -> date.getDayOfMonth() == 1;
                case YEAR -> date.getDayOfYear() == 1;
            };
            Instant begin = date.atStartOfDay(zone).toInstant();
            if (isFirst && !begin.isAfter(time)) {
                return begin;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // 23 and 25 hours
        "DAY,   Europe/Berlin,     2024-03-31T10:00:00Z, 2024-03-30T23:00:00Z, 2024-03-31T22:00:00Z",
        "DAY,   Europe/Berlin,     2024-10-27T10:00:00Z, 2024-10-26T22:00:00Z, 2024-10-27T23:00:00Z",
        // a midnight that is left out
        "DAY,   America/Sao_Paulo, 2018-11-04T12:00:00Z, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
        "DAY,   Asia/Beirut,       2022-03-27T12:00:00Z, 2022-03-26T22:00:00Z, 2022-03-27T21:00:00Z",
        // a midnight that comes twice, from 00:00 again and from 23:01 the day before
        "DAY,   America/Havana,    2023-11-05T04:30:00Z, 2023-11-05T04:00:00Z, 2023-11-06T05:00:00Z",
        "DAY,   America/Havana,    2023-11-05T05:30:00Z, 2023-11-05T04:00:00Z, 2023-11-06T05:00:00Z",
        "DAY,   America/St_Johns,  2010-11-07T02:45:00Z, 2010-11-07T02:30:00Z, 2010-11-08T03:30:00Z",
        // a date that is left out
        "DAY,   Pacific/Apia,      2011-12-30T09:59:59Z, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
        "DAY,   Pacific/Apia,      2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
        "WEEK,  Pacific/Apia,      2011-12-30T10:00:00Z, 2011-12-26T10:00:00Z, 2012-01-01T10:00:00Z",
        // a date that comes twice
        "DAY,   America/Juneau,    1867-10-19T12:00:00Z, 1867-10-18T08:57:41Z, 1867-10-20T08:57:41Z",
        // offsets of halves and quarters of an hour
        "DAY,   Asia/Kolkata,      2024-02-29T18:29:59Z, 2024-02-28T18:30:00Z, 2024-02-29T18:30:00Z",
        "MONTH, Asia/Kathmandu,    2024-02-29T18:15:00Z, 2024-02-29T18:15:00Z, 2024-03-31T18:15:00Z",
        "WEEK,  UTC,               1969-12-31T12:00:00Z, 1969-12-29T00:00:00Z, 1970-01-05T00:00:00Z",
        "WEEK,  Asia/Shanghai,     2024-01-01T00:00:00Z, 2023-12-31T16:00:00Z, 2024-01-07T16:00:00Z",
        "MONTH, Asia/Shanghai,     2024-02-01T00:00:00Z, 2024-01-31T16:00:00Z, 2024-02-29T16:00:00Z",
        "YEAR,  +05:30,            1969-12-31T18:30:00Z, 1969-12-31T18:30:00Z, 1970-12-31T18:30:00Z",
        "YEAR,  UTC,               -0001-06-01T00:00:00Z, -0001-01-01T00:00:00Z, 0000-01-01T00:00:00Z"
    })
    void beginsWhereADateDoes(Unit unit, String zone, Instant time, Instant start, Instant end) {
        Windows windows = new Calendar(1, unit, ZoneId.of(zone));

        assertThat(windows.start(time)).isEqualTo(start);
        assertThat(windows.end(start)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({
        "3, MONTH, 2024-05-31T10:00:00Z, 2024-04-01T00:00:00Z, 2024-07-01T00:00:00Z",
        "3, MONTH, 1969-11-30T10:00:00Z, 1969-10-01T00:00:00Z, 1970-01-01T00:00:00Z",
        "10, YEAR, 2024-05-31T10:00:00Z, 2020-01-01T00:00:00Z, 2030-01-01T00:00:00Z",
        "2, WEEK,  1970-01-12T00:00:00Z, 1970-01-12T00:00:00Z, 1970-01-26T00:00:00Z",
        "7, DAY,   1970-01-09T00:00:00Z, 1970-01-08T00:00:00Z, 1970-01-15T00:00:00Z"
    })
    void countsMultiplesFromWhereItSays(int count, Unit unit, Instant time, Instant start, Instant end) {
        Windows windows = new Calendar(count, unit, ZoneId.of("UTC"));

        assertThat(windows.start(time)).isEqualTo(start);
        assertThat(windows.end(start)).isEqualTo(end);
    }

    @Test
    void daysOfUtcAreThoseOf24Hours() {
        Laws.forAll(SourceDSL.longs().all(), seed -> {
            Random chance = new Random(seed);
            int count = 1 + chance.nextInt(30);
            Windows dates = new Calendar(count, Unit.DAY, ZoneId.of("UTC"));
            Windows hours = Windows.Fixed.of(Duration.ofDays(count));
            Instant time = time(chance, dates);

            assertThat(dates.start(time)).isEqualTo(hours.start(time));
            assertThat(dates.end(dates.start(time))).isEqualTo(hours.end(hours.start(time)));
        });
    }

    @Test
    void knowsWhichWindowsHaveEndedByAHorizon() {
        Laws.forAll(SourceDSL.longs().all(), seed -> {
            Random chance = new Random(seed);
            Windows windows = chance.nextInt(4) == 0
                    ? Windows.Fixed.of(Duration.ofMinutes(1 + chance.nextInt(5_000)))
                    : windows(chance, new int[] {1, 3});
            Instant kept = time(chance, windows);
            Instant start = windows.start(kept.plus(Duration.ofDays(chance.nextInt(800) - 400)));
            boolean hasEnded = !windows.end(start).isAfter(kept);

            Instant ended = windows.horizon(kept).minus(windows.endedBefore());

            assertThat(!start.isAfter(ended)).isEqualTo(hasEnded);
        });
    }

    @Test
    void isShownAsItIs() {
        assertThat(Windows.Fixed.of(Duration.ofHours(1))).hasToString("PT1H");
        assertThat(Windows.Fixed.of(Duration.ofMillis(1_500))).hasToString("PT1.5S");
        assertThat(new Calendar(3, Unit.MONTH, ZoneId.of("Asia/Shanghai"))).hasToString("P3M Asia/Shanghai");
    }

    private static Windows windows(Random chance, int[] counts) {
        Unit unit = UNITS.get(chance.nextInt(UNITS.size()));
        return new Calendar(
                counts[chance.nextInt(counts.length)], unit, ZoneId.of(ZONES.get(chance.nextInt(ZONES.size()))));
    }

    private static Instant time(Random chance, Windows windows) {
        List<ZoneOffsetTransition> changes = new ArrayList<>(
                windows instanceof Calendar calendar
                        ? calendar.zone().getRules().getTransitions()
                        : List.of());
        long micros = chance.nextLong(-2L * 86_400_000_000L, 2L * 86_400_000_000L);
        if (chance.nextBoolean() || changes.isEmpty()) {
            return Instant.ofEpochSecond(chance.nextLong(FIRST, LAST)).plus(micros, ChronoUnit.MICROS);
        }
        Instant change = changes.get(chance.nextInt(changes.size())).getInstant();
        return chance.nextInt(5) == 0 ? change : change.plus(micros, ChronoUnit.MICROS);
    }
}
