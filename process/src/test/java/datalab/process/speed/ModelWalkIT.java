package datalab.process.speed;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.yaml.LabFile;
import datalab.process.speed.BrokenModels.Plant;
import datalab.store.Store;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models are where their events are, whatever happens to owners and fits; and the walk that shows it can see. */
final class ModelWalkIT {
    private static final int STEPS = 150;
    /** More of them with {@code -Ddatalab.forecast.walks=100}. */
    private static final int SOUND_SEEDS = Integer.getInteger("datalab.forecast.walks", 3);

    private static final int PLANTED_SEEDS_MAX = 20;

    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    @Test
    void holds() {
        assertThat(firstFault(Plant.NONE, SOUND_SEEDS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsARuleThatIsLeftOut(Plant plant) {
        assertThat(firstFault(plant, PLANTED_SEEDS_MAX)).isPresent();
    }

    private static Optional<String> firstFault(Plant plant, int seeds) {
        Store store = database.get();
        int fits = 0;
        int flags = 0;
        for (int seed = 0; seed < seeds; seed++) {
            String name =
                    "%s-%s".formatted(plant.name().toLowerCase(Locale.ROOT).replace('_', '-'), seed);
            Lab lab = lab(name);
            store.prepare(lab);
            ModelWalk walk = new ModelWalk(lab, store, plant, seed);
            Optional<String> fault = walk.walk(STEPS).map(what -> name + ", " + what);
            if (fault.isPresent()) {
                return fault;
            }
            fits += walk.fits();
            flags += walk.flagged();
        }
        assertThat(fits).as("fits that came to count").isGreaterThan(seeds);
        assertThat(flags).as("flags that said something").isPositive();
        return Optional.empty();
    }

    private static Lab lab(String name) {
        String yaml = """
                lab: %s
                streams:
                  readings:
                    key: name
                    time: {field: at, future: none}
                    fields: {name: string, value: number, model: string, issued: time, sd: number}
                    quality:
                      - climatology: {model: usual, suspect: 1, fail: 2}
                      - residual: {model: last, suspect: 1, fail: 2}
                models:
                  usual: {of: readings, value: value, method: climatology, every: 1m, parts: hour, horizons: [1m, 3m]}
                  last: {of: readings, value: value, method: persistence, every: 1m, horizons: [1m, 2m]}
                  neighbour: {of: readings, value: value, method: external, every: 1m, horizons: [1m, 2m]}
                """.formatted(name);
        return switch (LabFile.parse(name, Path.of("."), yaml)) {
            case LabFile.Valid(Lab valid) -> valid;
            case LabFile.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }
}
