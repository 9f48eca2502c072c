package datalab.process.speed;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.yaml.LabFile;
import datalab.process.speed.PlantedRetention.Plant;
import datalab.store.mongodb.archive.MongoArchives;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestMongo;
import datalab.testkit.TestStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Views keep their rows while their stream drops old events; and the walk that shows it can see. */
final class RetentionWalkIT {
    /** The long form: {@code bench/long retention-walk}. */
    private static final int SOUND_SEEDS = Integer.getInteger("datalab.retention.walks", 2);

    private static final int STEPS = Integer.getInteger("datalab.retention.steps", 120);
    private static final int FIRST_SEED = Integer.getInteger("datalab.retention.seed", 0);
    private static final int PLANTED_SEEDS_MAX = 40;

    private static final String ELSEWHERE = "archive: documents";
    private static final TestMongo SERVER = new TestMongo();

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(
            settings -> new PostgresStore(
                    settings, Map.of("documents", new MongoArchives(new MongoUrl(SERVER.url("datalab"))))),
            PostgresStore::start);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void holds() {
        assertThat(firstFault(Plant.NONE, SOUND_SEEDS, "")).isEmpty();
    }

    @Test
    void holdsOverAnArchiveOnMongoDb() {
        assertThat(firstFault(Plant.NONE, SOUND_SEEDS, ELSEWHERE)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsARuleThatIsLeftOut(Plant plant) {
        assertThat(firstFault(plant, PLANTED_SEEDS_MAX, "")).isPresent();
    }

    private static Optional<String> firstFault(Plant plant, int seeds, String archive) {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
            String name = "%s%s-%d"
                    .formatted(
                            plant.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            archive.isEmpty() ? "" : "-elsewhere",
                            seed);
            List<LabFixture> declarations =
                    List.of(lab(name, archive, "high: max(value)"), lab(name, archive, "low: min(value)"));
            STORE.get().prepare(declarations.getFirst().lab());
            PlantedRetention retention = new PlantedRetention(STORE.get(), STORE.settings(), plant);
            RetentionWalk walk = new RetentionWalk(declarations, STORE.get(), retention, seed);
            Optional<String> fault = walk.walk(STEPS).map(what -> name + ", " + what);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /**
     * @param archive where the stream's is; empty for here
     * @param changing a column of the views whose definition changes
     */
    private static LabFixture lab(String name, String archive, String changing) {
        String yaml = """
                lab: %s
                streams:
                  readings:
                    key: name
                    time: at
                    %s
                    fields: {name: {type: string, required: true}, value: {type: number}}
                views:
                  per_minute: {of: readings, by: [name], every: 1m, n: count, sum: sum(value), last: last(value)}
                  changing: {of: readings, every: 2m, n: count, %s}
                  grown: {of: readings, by: [name], n: count, %<s}
                  total: {of: readings, n: count, sum: sum(value)}
                  latest: {of: readings, by: name, keep: last}
                """.formatted(name, archive, changing);
        return switch (LabFile.parse(name, Path.of("."), yaml)) {
            case LabFile.Valid(Lab lab) -> new LabFixture(lab);
            case LabFile.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }
}
