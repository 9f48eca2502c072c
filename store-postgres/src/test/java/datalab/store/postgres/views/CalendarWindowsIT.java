package datalab.store.postgres.views;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.view.Windows;
import datalab.lab.view.Windows.Unit;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The windows of a zone are those of PostgreSQL's {@code date_trunc}, by the rules that both have of the zones. */
final class CalendarWindowsIT {
    private static final int TIMES_A_ZONE = 40;
    /** What came before, and what has been decided lately, is not the same in all editions of the rules. */
    private static final long FIRST = Instant.parse("1990-01-01T00:00:00Z").getEpochSecond();

    private static final long LAST = Instant.parse("2023-01-01T00:00:00Z").getEpochSecond();

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private final Random random = new Random(11);

    @ParameterizedTest
    @EnumSource(Unit.class)
    void beginWhereDateTruncSays(Unit unit) {
        List<String> cases = new ArrayList<>();
        for (String name : zones()) {
            Windows windows = new Windows.Calendar(1, unit, ZoneId.of(name));
            times(ZoneId.of(name))
                    .filter(time -> isPlain(windows, time, ZoneId.of(name)))
                    .forEach(time -> cases.add(
                            "('%s'::timestamptz, '%s', '%s'::timestamptz)".formatted(time, name, windows.start(time))));
        }

        String differing = Sql.query(
                postgres.settings(), """
                select string_agg(concat_ws(' ', time, zone, start, date_trunc('%1$s', time, zone)), ', ')
                from (values %2$s) as case_of (time, zone, start) where date_trunc('%1$s', time, zone) <> start\
                """.formatted(unit.name().toLowerCase(Locale.ROOT), String.join(",", cases)));

        assertThat(cases).hasSizeGreaterThan(5_000);
        assertThat(differing).isNull();
    }

    /** Where a midnight comes twice, PostgreSQL takes the second one, even for times between the two. */
    private static boolean isPlain(Windows windows, Instant time, ZoneId zone) {
        LocalDate date = windows.start(time).atZone(zone).toLocalDate();
        LocalDate own = time.atZone(zone).toLocalDate();
        return Stream.of(date, own, own.plusDays(1))
                .allMatch(each ->
                        zone.getRules().getValidOffsets(each.atStartOfDay()).size() < 2);
    }

    private Stream<Instant> times(ZoneId zone) {
        List<Instant> changes = zone.getRules().getTransitions().stream()
                .map(change -> change.getInstant())
                .filter(change -> change.getEpochSecond() > FIRST && change.getEpochSecond() < LAST)
                .toList();
        return Stream.generate(() -> changes.isEmpty() || random.nextInt(3) == 0
                        ? Instant.ofEpochSecond(random.nextLong(FIRST, LAST))
                        : changes.get(random.nextInt(changes.size())).plusSeconds(random.nextInt(-90_000, 90_000)))
                .limit(TIMES_A_ZONE);
    }

    /** Those that both know; to PostgreSQL a name such as CET is an offset. */
    private static Set<String> zones() {
        String names = Sql.query(postgres.settings(), "select string_agg(name, ' ') from pg_timezone_names");
        Set<String> zones = Arrays.stream(names.split(" "))
                .filter(name -> name.contains("/"))
                .collect(Collectors.toCollection(TreeSet::new));
        zones.retainAll(ZoneId.getAvailableZoneIds());
        return zones;
    }
}
