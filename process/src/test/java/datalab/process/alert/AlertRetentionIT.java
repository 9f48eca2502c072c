package datalab.process.alert;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.alert.Alert;
import datalab.lab.yaml.LabFile;
import datalab.process.alert.WalkedEvents.Reading;
import datalab.store.alert.AlertEpisode;
import datalab.store.alert.EpisodeQuery;
import datalab.store.alert.FoundEpisode;
import datalab.store.output.OutputId;
import datalab.store.postgres.PostgresStore;
import datalab.store.retention.Retained;
import datalab.testkit.TestStore;
import datalab.testkit.store.StoreLab;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Episodes of what is not kept for ever, and of what was over long before it was found. */
final class AlertRetentionIT {
    private static final String LAB = """
            lab: NAME
            streams: {events: {key: name, time: at, retain: 1h, fields: {name: string, value: number}}}
            views: {per_ten_seconds: {of: events, by: name, every: 10s, retain: 1h, mean: avg(value)}}
            alerts:
              hot: {of: events, when: value > 5.0}
              hot_windows: {of: per_ten_seconds, when: mean > 5.0, for: 20s}
              silent: {of: events, silent: 5m}
            """;
    private static final Instant BEGIN = StoreLab.START;

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final List<String> told = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"hot", "hot_windows"})
    void goOnWhereTheEventsOfTheirBeginningAreDropped(String alert) throws InterruptedException {
        Lab lab = lab("retained-" + alert.replace('_', '-'));
        WalkedEvents events = new WalkedEvents(STORE.get(), lab);
        events.commit(0, List.of(hot(0), hot(10), hot(20)));
        follow(lab, alert, BEGIN.plusSeconds(60));
        AlertEpisode before = only(lab, alert);
        Instant horizon = BEGIN.plus(Duration.ofMinutes(30));
        STORE.get()
                .horizons()
                .raise(Retained.of(Objects.requireNonNull(lab.streams().get("events"))), horizon);
        STORE.get()
                .horizons()
                .raise(Retained.of(Objects.requireNonNull(lab.views().get("per_ten_seconds"))), horizon);

        events.commit(0, List.of(hot(2_400), new Reading("a", BEGIN.plusSeconds(2_410), 1.0)));
        follow(lab, alert, BEGIN.plusSeconds(2_460));

        AlertEpisode after = only(lab, alert);
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.since()).isEqualTo(BEGIN);
        assertThat(after.until()).isEqualTo(BEGIN.plusSeconds(2_410));
        assertThat(told).hasSize(2);
    }

    @Test
    void areKeptAndNotToldWhereTheyWereOverLongAgo() throws InterruptedException {
        Lab lab = lab("old-news");
        WalkedEvents events = new WalkedEvents(STORE.get(), lab);
        events.commit(0, List.of(hot(0), new Reading("a", BEGIN.plusSeconds(10), 1.0)));

        follow(lab, "hot", BEGIN.plus(Duration.ofDays(3)));
        follow(lab, "silent", BEGIN.plus(Duration.ofDays(3)));

        assertThat(only(lab, "hot").told()).isZero();
        assertThat(only(lab, "silent").told()).isZero();
        assertThat(told).isEmpty();
    }

    private static Reading hot(int second) {
        return new Reading("a", BEGIN.plusSeconds(second), 9.0);
    }

    private void follow(Lab lab, String name, Instant now) throws InterruptedException {
        Alert alert = Objects.requireNonNull(lab.alerts().get(name));
        AlertFollower.Stores stores =
                new AlertFollower.Stores(STORE.get().outputs(), STORE.get().alerts());
        try (AlertFollower follower = new AlertFollower(
                lab,
                alert,
                AlertLayer.points(lab, alert, WatchedPoints.POINTS_MAX),
                stores,
                (stream, messages) -> told.addAll(messages),
                Clock.fixed(now, ZoneOffset.UTC),
                new Semaphore(1))) {
            follower.begin();
            while (follower.step() >= 0) {}
        }
    }

    private static AlertEpisode only(Lab lab, String alert) {
        List<OutputId> asked =
                List.of(OutputId.of(Objects.requireNonNull(lab.alerts().get(alert))));
        List<FoundEpisode> found = STORE.get().alerts().episodes(new EpisodeQuery(asked, null, null, null, null, 10));
        assertThat(found).hasSize(1);
        return found.getFirst().episode();
    }

    private static Lab lab(String name) {
        Lab lab = switch (LabFile.parse(name, Path.of("."), LAB.replace("NAME", name))) {
            case LabFile.Valid(Lab valid) -> valid;
            case LabFile.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
        STORE.get().prepare(lab);
        return lab;
    }
}
