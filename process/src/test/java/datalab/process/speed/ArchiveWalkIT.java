package datalab.process.speed;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.yaml.LabFile;
import datalab.postgres.PostgresSettings;
import datalab.process.speed.BrokenArchive.Plant;
import datalab.store.mongodb.archive.MongoArchives;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestMongo;
import datalab.testkit.TestStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Once in the log is once in an archive on MongoDB, with the ledger in PostgreSQL; and the walk that shows it can see. */
final class ArchiveWalkIT {
    private static final int STEPS = 120;
    /** The long form: {@code bench/long archive-walk}. */
    private static final int SOUND_SEEDS = Integer.getInteger("datalab.archive.walks", 3);

    private static final int FIRST_SEED = Integer.getInteger("datalab.archive.seed", 0);
    private static final int PLANTED_SEEDS_MAX = 40;

    private static final TestMongo SERVER = new TestMongo();
    private static final BrokenArchive ARCHIVE =
            new BrokenArchive(new MongoArchives(new MongoUrl(SERVER.url("datalab"))));

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(
            settings -> new PostgresStore(settings, Map.of("documents", ARCHIVE)), PostgresStore::start);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void holds() throws SQLException {
        assertThat(firstFault(Plant.NONE, SOUND_SEEDS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsARuleThatIsLeftOut(Plant plant) throws SQLException {
        assertThat(firstFault(plant, PLANTED_SEEDS_MAX)).isPresent();
    }

    private static Optional<String> firstFault(Plant plant, int seeds) throws SQLException {
        PostgresSettings at = STORE.settings();
        try (Connection connection = DriverManager.getConnection(at.url(), at.user(), at.password())) {
            return firstFault(plant, seeds, connection);
        }
    }

    private static Optional<String> firstFault(Plant plant, int seeds, Connection connection) {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
            String name =
                    "%s-%d".formatted(plant.name().toLowerCase(Locale.ROOT).replace('_', '-'), seed);
            Lab lab = lab(name, "");
            STORE.get().prepare(lab);
            List<EventStream> definitions =
                    List.of(visits(lab), visits(lab(name, ", max: 15")), visits(lab(name, ", min: 5")));
            ArchiveWalk walk =
                    new ArchiveWalk(new LabFixture(lab), connection, definitions, STORE.get(), ARCHIVE, plant, seed);
            Optional<String> fault = walk.walk(STEPS).map(what -> name + ", " + what);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static EventStream visits(Lab lab) {
        return Objects.requireNonNull(lab.streams().get("visits"));
    }

    private static Lab lab(String name, String bounds) {
        String yaml = """
                lab: %s
                streams:
                  visits:
                    archive: documents
                    key: name
                    unique: [name, number]
                    time: at
                    fields: {name: string, number: integer, value: {type: number%s}}
                    quality: [{spike: {field: value, suspect: 5}}]
                views:
                  total: {of: visits, n: count, sum: sum(value)}
                  by_name: {of: visits, by: name, n: count, last: last(value)}
                """.formatted(name, bounds);
        return switch (LabFile.parse(name, Path.of("."), yaml)) {
            case LabFile.Valid(Lab valid) -> valid;
            case LabFile.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }
}
