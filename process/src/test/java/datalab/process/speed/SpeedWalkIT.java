package datalab.process.speed;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.process.speed.BrokenStore.Plant;
import datalab.store.Store;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Once in the log is once in archive and views, whatever happens to the owners; and the walk that shows it can see. */
final class SpeedWalkIT {
    private static final int STEPS = 150;
    /** More of them with {@code -Ddatalab.walks=100}. */
    private static final int SOUND_SEEDS = Integer.getInteger("datalab.walks", 2);

    private static final int PLANTED_SEEDS_MAX = 30;

    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    @TempDir
    static Path folder;

    private static Store store;

    @BeforeAll
    static void start() {
        store = database.get();
    }

    @Test
    void holdsForReadingsWithQualityTestsAndViews() throws IOException {
        assertThat(firstFault("readings", Plant.NONE, SOUND_SEEDS)).isEmpty();
    }

    @Test
    void holdsForUniqueUsers() throws IOException {
        assertThat(firstFault("users", Plant.NONE, SOUND_SEEDS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "FENCE_OF_MOVED_PARTITIONS"})
    void findsARuleThatIsLeftOut(Plant plant) throws IOException {
        assertThat(firstFault("readings", plant, PLANTED_SEEDS_MAX)).isPresent();
    }

    private static Optional<String> firstFault(String stream, Plant plant, int seeds) throws IOException {
        for (int seed = 0; seed < seeds; seed++) {
            String name = "%s-%s-%d"
                    .formatted(stream, plant.name().toLowerCase(Locale.ROOT).replace('_', '-'), seed);
            LabFixture fixture = LabFixture.of(folder, name);
            store.prepare(fixture.lab());
            SpeedWalk walk = new SpeedWalk(fixture, stream, new BrokenStore(store, plant), seed);
            Optional<String> fault = walk.walk(STEPS).map(what -> name + ", " + what);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }
}
