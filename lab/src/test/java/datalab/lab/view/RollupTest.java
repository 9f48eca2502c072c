package datalab.lab.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.Laws;
import datalab.lab.aggregate.Avg;
import datalab.lab.aggregate.Count;
import datalab.lab.aggregate.Distinct;
import datalab.lab.aggregate.Max;
import datalab.lab.aggregate.Min;
import datalab.lab.aggregate.Quantile;
import datalab.lab.aggregate.Rms;
import datalab.lab.aggregate.Stddev;
import datalab.lab.aggregate.Sum;
import datalab.lab.aggregate.Top;
import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.pick.First;
import datalab.lab.aggregate.pick.KeepLast;
import datalab.lab.aggregate.pick.Last;
import datalab.lab.aggregate.pick.MaxBy;
import datalab.lab.aggregate.pick.MinBy;
import datalab.lab.event.Event;
import datalab.lab.view.Windows.Calendar;
import datalab.lab.view.Windows.Fixed;
import datalab.lab.view.Windows.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollupTest {
    private static final List<String> BY = List.of("name", "on");
    private static final List<Aggregate> EXACT = List.of(
            new Count("n"),
            new Sum("total", "value"),
            new Avg("mean", "value"),
            new Min("low", "value"),
            new Max("high_count", "count"),
            new Stddev("spread", "value"),
            new Rms("size", "value"),
            new First("first", "value"),
            new Last("last", "name"),
            new MaxBy("most", "value", List.of("name", "timestamp")),
            new MinBy("least", "count", List.of("name")),
            new Top("frequent", "name", 2));
    private static final List<Aggregate> SKETCHES =
            List.of(new Distinct("names", "name"), new Quantile("median", "value", 0.5));
    private static final Duration HALF_HOUR = Duration.ofMinutes(30);

    /** Windows that half hours fit in: a zone's offset is one, and clocks change by them. */
    private static final List<@Nullable Windows> LARGER = Arrays.asList(
            null,
            Fixed.of(HALF_HOUR),
            Fixed.of(Duration.ofMinutes(90)),
            Fixed.of(Duration.ofDays(1)),
            new Calendar(1, Unit.DAY, ZoneId.of("Asia/Kolkata")),
            new Calendar(1, Unit.WEEK, ZoneId.of("UTC")),
            new Calendar(1, Unit.MONTH, ZoneId.of("Asia/Shanghai")),
            new Calendar(3, Unit.MONTH, ZoneId.of("America/St_Johns")),
            new Calendar(1, Unit.YEAR, ZoneId.of("Europe/Berlin")));

    @Test
    void equalsAFoldOverTheEvents() {
        Laws.forAllWays(RandomEvents.some(), (events, chance) -> {
            Rollup rollup = rollup(EXACT, chance);
            ViewFold direct = new ViewFold(rollup.fold().view(), RandomEvents.STREAM);

            Map<RowKey, Partial> merged = merged(rollup, foldAll(fine(EXACT), events));

            Map<RowKey, Partial> expected = foldAll(direct, events);
            assertThat(merged.keySet()).isEqualTo(expected.keySet());
            merged.forEach((key, partial) -> {
                Partial one = Objects.requireNonNull(expected.get(key));
                assertThat(rollup.fold().encode(partial)).isEqualTo(direct.encode(one));
                assertThat(rollup.fold().present(partial)).isEqualTo(direct.present(one));
            });
        });
    }

    @Test
    void equalsAFoldOverTheEventsWithinTheErrorOfSketches() {
        Laws.forAllWays(RandomEvents.some(), (events, chance) -> {
            Rollup rollup = rollup(SKETCHES, chance);

            Map<RowKey, Partial> merged = merged(rollup, foldAll(fine(SKETCHES), events));

            Map<RowKey, Partial> expected = foldAll(rollup.fold(), events);
            assertThat(merged.keySet()).isEqualTo(expected.keySet());
            merged.forEach((key, partial) -> assertThat(
                            rollup.fold().agree(partial, Objects.requireNonNull(expected.get(key))))
                    .isTrue());
        });
    }

    /** The newest event keeps what it showed: of the fields that it was grouped by, nothing. */
    @Test
    void mergesTheNewestEvents() {
        Laws.forAllWays(RandomEvents.some(), (events, chance) -> {
            List<Aggregate> newest = List.of(new KeepLast("last"));
            Rollup rollup = rollup(newest, chance);

            Map<RowKey, Partial> merged = merged(rollup, foldAll(fine(newest), events));

            Map<RowKey, Partial> expected = foldAll(rollup.fold(), events);
            assertThat(merged.keySet()).isEqualTo(expected.keySet());
            merged.forEach((key, partial) -> assertThat(rollup.fold().present(partial))
                    .isEqualTo(rollup.fold().present(Objects.requireNonNull(expected.get(key)))));
        });
    }

    /** A rollup in two steps is the rollup at once. */
    @Test
    void ofARollupIsOneOfTheView() {
        Laws.forAllWays(RandomEvents.some(), (events, chance) -> {
            Map<RowKey, Partial> rows = foldAll(fine(EXACT), events);
            Rollup hours = new Rollup(fine(EXACT), BY, Fixed.of(Duration.ofMinutes(90)));
            Windows days = Fixed.of(Duration.ofDays(1));

            Map<RowKey, Partial> inSteps = merged(new Rollup(hours.fold(), List.of("on"), days), merged(hours, rows));

            Rollup atOnce = new Rollup(fine(EXACT), List.of("on"), days);
            Map<RowKey, Partial> expected = merged(atOnce, rows);
            assertThat(inSteps.keySet()).isEqualTo(expected.keySet());
            inSteps.forEach((key, partial) -> assertThat(atOnce.fold().encode(partial))
                    .isEqualTo(atOnce.fold().encode(Objects.requireNonNull(expected.get(key)))));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H,  Asia/Kolkata,     2024-01-01T18:30:00Z",
        "PT30M, Asia/Kolkata,     ",
        "PT30M, Asia/Kathmandu,   2024-01-01T18:15:00Z",
        "PT1H,  Europe/Berlin,    ",
        "PT6H,  Europe/Berlin,    2024-01-01T23:00:00Z",
        "PT1H,  Australia/Lord_Howe, 2024-04-07T13:30:00Z",
        "PT24H, UTC,              ",
        "PT24H, Asia/Shanghai,    2024-01-01T16:00:00Z",
        "PT48H, UTC,              2024-01-03T00:00:00Z"
    })
    void saysWhereADayDoesNotFit(Duration own, String zone, @Nullable Instant border) {
        Rollup rollup = new Rollup(
                fold(List.of(), Fixed.of(own), EXACT), List.of(), new Calendar(1, Unit.DAY, ZoneId.of(zone)));

        Instant from = Instant.parse("2024-01-01T12:00:00Z");
        Instant to = Instant.parse("2025-01-01T00:00:00Z");

        assertThat(rollup.misfit(from, to)).isEqualTo(Optional.ofNullable(border));
    }

    @Test
    void saysWhereLengthsAreNoMultiples() {
        ViewFold hours = fold(List.of(), Fixed.of(Duration.ofHours(1)), EXACT);
        Instant from = Instant.parse("2024-01-01T00:00:00Z");

        assertThat(new Rollup(hours, List.of(), Fixed.of(Duration.ofMinutes(90)))
                        .misfit(from, from.plus(Duration.ofDays(1))))
                .contains(from.plus(Duration.ofMinutes(90)));
        assertThat(new Rollup(hours, List.of(), Fixed.of(Duration.ofMinutes(1)))
                        .misfit(from, from.plus(Duration.ofDays(1))))
                .contains(from.plus(Duration.ofMinutes(1)));
        assertThat(new Rollup(hours, List.of(), Fixed.of(Duration.ofDays(7)))
                        .misfit(from, from.plus(Duration.ofDays(1))))
                .isEmpty();
        ViewFold weeks = fold(List.of(), new Calendar(1, Unit.WEEK, ZoneId.of("UTC")), EXACT);
        assertThat(new Rollup(weeks, List.of(), new Calendar(1, Unit.MONTH, ZoneId.of("UTC")))
                        .misfit(from, from.plus(Duration.ofDays(60))))
                .contains(Instant.parse("2024-02-01T00:00:00Z"));
    }

    @Test
    void isOfAViewsOwnGroupsAndWindows() {
        ViewFold noWindows = fold(BY, null, EXACT);

        assertThatThrownBy(() -> new Rollup(noWindows, List.of("value"), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rollup(noWindows, BY, Fixed.of(HALF_HOUR)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Rollup rollup(List<Aggregate> aggregates, Random chance) {
        List<List<String>> groups =
                List.of(BY, List.of("on", "name"), List.of("name"), List.of("on"), List.<String>of());
        return new Rollup(
                fine(aggregates), groups.get(chance.nextInt(groups.size())), LARGER.get(chance.nextInt(LARGER.size())));
    }

    private static Map<RowKey, Partial> merged(Rollup rollup, Map<RowKey, Partial> rows) {
        Map<RowKey, Partial> merged = new HashMap<>();
        rows.forEach((key, partial) -> {
            Windows every = rollup.every();
            Instant window = every == null ? null : every.start(Objects.requireNonNull(key.windowStart()));
            assertThat(every == null || rollup.fits(key, every.end(Objects.requireNonNull(window))))
                    .isTrue();
            rollup.fold()
                    .merge(
                            merged.computeIfAbsent(
                                    new RowKey(rollup.group(key), window),
                                    absent -> rollup.fold().empty()),
                            partial);
        });
        return merged;
    }

    private static Map<RowKey, Partial> foldAll(ViewFold fold, List<Event> events) {
        Map<RowKey, Partial> rows = new HashMap<>();
        events.forEach(event -> fold.add(rows.computeIfAbsent(fold.key(event), key -> fold.empty()), event));
        return rows;
    }

    private static ViewFold fine(List<Aggregate> aggregates) {
        return fold(BY, Fixed.of(HALF_HOUR), aggregates);
    }

    private static ViewFold fold(List<String> by, @Nullable Windows every, List<Aggregate> aggregates) {
        View view = new View("sensors", "v", "readings", by, null, aggregates).withEvery(every);
        return new ViewFold(view, RandomEvents.STREAM);
    }
}
