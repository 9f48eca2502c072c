package datalab.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.Laws;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.yaml.LabFile;
import datalab.lab.yaml.ScenarioFile;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.SourceDSL;

class ScenarioChangesTest {
    private static final Lab LAB = ((LabFile.Valid) LabFile.parse("lab.yaml", Path.of("/labs"), """
            lab: twin
            streams:
              readings:
                key: name
                time: at
                fields:
                  name: string
                  value: number
                  other: number
                  share: {type: number, min: 0, max: 1}
                  n: integer
                  scenario: string
            """)).lab();
    private static final EventStream STREAM =
            Objects.requireNonNull(LAB.streams().get("readings"));
    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    private static final Gen<Double> VALUES = SourceDSL.doubles().any();
    private static final Gen<Integer> MINUTES = SourceDSL.integers().between(0, 100_000);

    @Test
    void scalingByOneIsTheIdentity() {
        ScenarioChanges changes = changes("{field: value, scale: 1}", "{field: n, scale: 1.0}");

        Laws.forAll(VALUES, value -> {
            assertThat(changes.changed(field("value"), "a", BEGIN, value)).isEqualTo(value);
            assertThat(changes.changed(field("n"), "a", BEGIN, Math.rint(value)))
                    .isEqualTo(Math.rint(value));
        });
    }

    @Test
    void leavesOtherFieldsKeysAndTimesAsTheyAre() {
        ScenarioChanges changes = changes(
                "{field: value, add: 1, keys: a, from: 2026-03-02T00:00:00Z, to: 2026-03-03T00:00:00Z}",
                "{field: value, noise: 1, keys: a, from: 2026-03-02T00:00:00Z, to: 2026-03-03T00:00:00Z}");
        Instant second = Instant.parse("2026-03-02T00:00:00Z");
        Instant third = Instant.parse("2026-03-03T00:00:00Z");

        assertThat(changes.changed(field("value"), "a", second.minusNanos(1_000), 5))
                .isEqualTo(5);
        assertThat(changes.changed(field("value"), "a", second, 5)).isNotEqualTo(5);
        assertThat(changes.changed(field("value"), "a", third.minusNanos(1_000), 5))
                .isNotEqualTo(5);
        assertThat(changes.changed(field("value"), "a", third, 5)).isEqualTo(5);
        assertThat(changes.changed(field("value"), "b", second, 5)).isEqualTo(5);
        assertThat(changes.changed(field("other"), "a", second, 5)).isEqualTo(5);
    }

    @Test
    void changesInTheirOrder() {
        assertThat(changes("{field: value, add: 1}", "{field: value, scale: 2}").changed(field("value"), "a", BEGIN, 5))
                .isEqualTo(12);
        assertThat(changes("{field: value, scale: 2}", "{field: value, add: 1}").changed(field("value"), "a", BEGIN, 5))
                .isEqualTo(11);
    }

    @Test
    void goesByTheCalendarOfItsZone() {
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        ScenarioChanges changes = changes("{field: value, add: 1, days: [sat, sun], hours: [7, 8]}");

        Laws.forAll(MINUTES, minutes -> {
            Instant time = BEGIN.plus(Duration.ofMinutes(minutes));
            ZonedDateTime local = time.atZone(zone);
            boolean isIn = local.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0
                    && (local.getHour() == 7 || local.getHour() == 8);
            assertThat(changes.changed(field("value"), "a", time, 5)).isEqualTo(isIn ? 6 : 5);
        });
    }

    @Test
    void driftsFromItsTimeOnOrFromTheBeginning() {
        ScenarioChanges changes = changes(
                "{field: value, drift: 0.1, per: 1d, from: 2026-03-02T00:00:00Z}",
                "{field: other, drift: -2, per: 12h}");

        assertThat(changes.changed(field("value"), "a", BEGIN, 5)).isEqualTo(5);
        assertThat(changes.changed(field("value"), "a", BEGIN.plus(Duration.ofDays(11)), 5))
                .isEqualTo(6, Offset.offset(1e-12));
        assertThat(changes.changed(field("other"), "a", BEGIN.plus(Duration.ofDays(1)), 5))
                .isEqualTo(1);
    }

    @Test
    void keepsToWhatTheFieldCanHave() {
        assertThat(changes("{field: share, add: 5}").changed(field("share"), "a", BEGIN, 0.5))
                .isEqualTo(1);
        assertThat(changes("{field: share, scale: -5}").changed(field("share"), "a", BEGIN, 0.5))
                .isZero();
        assertThat(changes("{field: n, scale: 0.8}").changed(field("n"), "a", BEGIN, 7))
                .isEqualTo(6);
        assertThat(changes("{field: value, scale: 1e300}").changed(field("value"), "a", BEGIN, 1e300))
                .isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void leavesOutExactlyWhatIsOffline() {
        ScenarioChanges changes = changes(
                "{offline: true, keys: [a, b], from: 2026-03-02T00:00:00Z, to: 2026-03-09T00:00:00Z, hours: [0]}");
        Instant from = Instant.parse("2026-03-02T00:00:00Z");
        Instant to = Instant.parse("2026-03-09T00:00:00Z");

        Laws.forAll(MINUTES, minutes -> {
            Instant time = BEGIN.plus(Duration.ofMinutes(minutes));
            boolean isIn = !time.isBefore(from)
                    && time.isBefore(to)
                    && time.atZone(ZoneId.of("Asia/Shanghai")).getHour() == 0;
            assertThat(changes.isOffline("a", time)).isEqualTo(isIn);
            assertThat(changes.isOffline("c", time)).isFalse();
        });
    }

    @Test
    void drawsNoiseByChangeKeyAndTimeAlone() {
        ScenarioChanges changes = changes("{field: value, noise: 2}", "{field: other, noise: 2}");
        double[] drawn = LongStream.range(0, 20_000)
                .mapToDouble(minute -> noise(changes, "value", "a", minute))
                .toArray();

        assertThat(noise(changes, "value", "a", 17)).isEqualTo(drawn[17]);
        assertThat(noise(changes("{field: value, noise: 2}"), "value", "a", 17)).isEqualTo(drawn[17]);
        assertThat(noise(changes, "value", "b", 17)).isNotEqualTo(drawn[17]);
        assertThat(noise(changes, "other", "a", 17)).isNotEqualTo(drawn[17]);
        assertThat(noise(new ScenarioChanges(scenario("{field: value, noise: 2}"), 8, BEGIN), "value", "a", 17))
                .isNotEqualTo(drawn[17]);
        assertThat(Arrays.stream(drawn).average().orElseThrow()).isEqualTo(0, Offset.offset(0.08));
        assertThat(Math.sqrt(Arrays.stream(drawn)
                        .map(value -> value * value)
                        .average()
                        .orElseThrow()))
                .isEqualTo(2, Offset.offset(0.08));
    }

    private static double noise(ScenarioChanges changes, String field, String key, long minute) {
        return changes.changed(field(field), key, BEGIN.plus(Duration.ofMinutes(minute)), 0);
    }

    private static Field field(String name) {
        return STREAM.field(name).orElseThrow();
    }

    private static ScenarioChanges changes(String... changes) {
        return new ScenarioChanges(scenario(changes), 7, BEGIN);
    }

    private static Scenario scenario(String... changes) {
        StringBuilder yaml = new StringBuilder("""
                scenario: test
                of: readings
                zone: Asia/Shanghai
                from: 2026-03-01T00:00:00Z
                to: 2027-03-01T00:00:00Z
                changes:
                """);
        for (String change : changes) {
            yaml.append("  - ").append(change).append('\n');
        }
        return switch (ScenarioFile.parse("test.yaml", yaml.toString(), LAB)) {
            case ScenarioFile.Valid(Scenario scenario) -> scenario;
            case ScenarioFile.Invalid wrong -> throw new AssertionError(wrong.mistakes());
        };
    }
}
