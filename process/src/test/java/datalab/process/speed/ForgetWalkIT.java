package datalab.process.speed;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.yaml.LabFile;
import datalab.process.speed.PlantedForget.Plant;
import datalab.store.mongodb.archive.MongoArchives;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestMongo;
import datalab.testkit.TestStore;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Forgotten events stay removed through kills and takeovers, at random; planted bugs show that the walk would see others. */
final class ForgetWalkIT {
    private static final int STEPS = 200;
    /** More of them with {@code -Ddatalab.walks=100}. */
    private static final int SOUND_SEEDS = Integer.getInteger("datalab.walks", 4);

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
        assertThat(firstFault("here", "", Plant.NONE, SOUND_SEEDS)).isEmpty();
    }

    @Test
    void holdsForAnArchiveElsewhere() {
        assertThat(firstFault("there", ELSEWHERE, Plant.NONE, SOUND_SEEDS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsARuleThatIsLeftOut(Plant plant) {
        assertThat(firstFault("here", "", plant, PLANTED_SEEDS_MAX)).isPresent();
    }

    private static Optional<String> firstFault(String where, String archive, Plant plant, int seeds) {
        for (int seed = 0; seed < seeds; seed++) {
            String name = "forget-%s-%s-%d"
                    .formatted(where, plant.name().toLowerCase(Locale.ROOT).replace('_', '-'), seed);
            LabFixture fixture = lab(name, archive);
            STORE.get().prepare(fixture.lab());
            Optional<String> fault = new ForgetWalk(fixture, STORE.get(), plant, seed)
                    .walk(STEPS)
                    .map(what -> name + ", " + what);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    static LabFixture lab(String name, String archive) {
        String yaml = """
                lab: %s
                streams:
                  readings:
                    key: name
                    time: at
                    fields: {name: {type: string, required: true}, value: {type: number}}
                    quality: [{spike: {field: value, suspect: 5}}]
                    %s
                views:
                  latest: {of: readings, by: [name], keep: last}
                  per_minute: {of: readings, by: [name], every: 1m, n: count, mean: avg(value), low: min(value)}
                  total: {of: readings, n: count, sum: sum(value), spread: stddev(value)}
                """.formatted(name, archive);
        return switch (LabFile.parse(name, Path.of("."), yaml)) {
            case LabFile.Valid valid -> new LabFixture(valid.lab());
            case LabFile.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }
}
