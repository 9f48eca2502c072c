package datalab.process.speed;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.process.speed.PlantedForget.Plant;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is forgotten is gone and stays gone, whatever happens to those who remove it and to owners; and the walk can see. */
final class ForgetWalkIT {
    private static final int STEPS = 200;
    /** More of them with {@code -Ddatalab.walks=100}. */
    private static final int SOUND_SEEDS = Integer.getInteger("datalab.walks", 4);

    private static final int PLANTED_SEEDS_MAX = 40;

    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    @TempDir
    static Path folder;

    @Test
    void holds() throws IOException {
        assertThat(firstFault(Plant.NONE, SOUND_SEEDS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsARuleThatIsLeftOut(Plant plant) throws IOException {
        assertThat(firstFault(plant, PLANTED_SEEDS_MAX)).isPresent();
    }

    private static Optional<String> firstFault(Plant plant, int seeds) throws IOException {
        for (int seed = 0; seed < seeds; seed++) {
            String name = "forget-%s-%d"
                    .formatted(plant.name().toLowerCase(Locale.ROOT).replace('_', '-'), seed);
            LabFixture fixture = LabFixture.of(folder, name);
            database.get().prepare(fixture.lab());
            Optional<String> fault = new ForgetWalk(fixture, database.get(), plant, seed)
                    .walk(STEPS)
                    .map(what -> name + ", " + what);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }
}
