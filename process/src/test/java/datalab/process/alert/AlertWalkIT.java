package datalab.process.alert;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.yaml.LabFile;
import datalab.process.alert.BrokenAlerts.Plant;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Alerts are what all events say, and are told once, under failures of followers; and the walk that shows it can see. */
final class AlertWalkIT {
    private static final int WALKS = Integer.getInteger("datalab.walks", 2);
    private static final int STEPS = Integer.getInteger("datalab.walk.steps", 200);
    private static final int SEED = Integer.getInteger("datalab.walk.seed", 0);
    private static final int PLANTED_WALKS_MAX = 20;
    private static final AtomicInteger LABS = new AtomicInteger();

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    @Test
    void holds() {
        assertThat(firstFault(Plant.NONE, WALKS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsARuleThatIsLeftOut(Plant plant) {
        assertThat(firstFault(plant, PLANTED_WALKS_MAX)).isPresent();
    }

    private static Optional<String> firstFault(Plant plant, int walks) {
        for (int seed = SEED; seed < SEED + walks; seed++) {
            String name = plant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            Lab lab = lab("walk-%s-%s".formatted(name, LABS.incrementAndGet()));
            STORE.get().prepare(lab);
            Optional<String> fault = new AlertWalk(STORE.get(), lab, plant, seed).walk(STEPS);
            if (fault.isPresent()) {
                return Optional.of("seed " + seed + ", " + fault.get());
            }
        }
        return Optional.empty();
    }

    private static Lab lab(String name) {
        String yaml = """
                lab: %s
                streams: {events: {key: name, time: at, fields: {name: string, value: number}}}
                views: {per_ten_seconds: {of: events, by: name, every: 10s, mean: avg(value)}}
                alerts:
                  hot: {of: events, when: value > 5.0}
                  hot_for_long: {of: events, when: value > 5.0, until: value < 3.0, for: 15s}
                  hot_windows: {of: per_ten_seconds, when: mean > 5.0, for: 20s}
                  silent: {of: events, silent: 30s}
                """.formatted(name);
        return switch (LabFile.parse(name, Path.of("."), yaml)) {
            case LabFile.Valid(Lab lab) -> lab;
            case LabFile.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }
}
