package datalab.process.speed;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.yaml.LabFile;
import datalab.process.speed.MoveWalk.Site;
import datalab.process.speed.PlantedMove.Plant;
import datalab.store.elsewhere.ArchiveServer;
import datalab.store.mongodb.archive.MongoArchives;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestMongo;
import datalab.testkit.TestStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An archive may move at any moment, and nobody sees anything of it; and the walk that shows it can see. */
final class MoveWalkIT {
    private static final int STEPS = 150;
    /** More of them with {@code -Ddatalab.move.walks=100}. */
    private static final int SOUND_SEEDS = Integer.getInteger("datalab.move.walks", 3);

    private static final int PLANTED_SEEDS_MAX = 40;

    /** Walks that have found what few walks find: they come first, so that the short form is short. */
    private static final Map<Plant, Integer> SOONEST =
            Map.of(Plant.COPIED_BEYOND_PROGRESS, 5, Plant.FINISH_UNCHECKED, 28);
    /** What stands before the stream's key in the lab of a process, by what its store is called. */
    private static final List<String> PLACES = List.of("documents", "others", "");

    private static final TestMongo SERVER = new TestMongo();
    private static final List<BrokenArchive> ARCHIVES = List.of(archive("documents"), archive("others"));

    @RegisterExtension
    static final TestStore<PostgresStore> MOVER =
            new TestStore<>(settings -> new PostgresStore(settings, servers()), PostgresStore::start);

    private static final List<PostgresStore> STORES = new ArrayList<>();

    private static BrokenArchive archive(String database) {
        return new BrokenArchive(new MongoArchives(new MongoUrl(SERVER.url(database))));
    }

    private static Map<String, ArchiveServer> servers() {
        return Map.of("documents", ARCHIVES.getFirst(), "others", ARCHIVES.getLast());
    }

    @BeforeAll
    static void start() {
        PLACES.forEach(place -> {
            PostgresStore store = new PostgresStore(MOVER.settings(), servers());
            store.start();
            STORES.add(store);
        });
    }

    @AfterAll
    static void stop() {
        STORES.forEach(PostgresStore::close);
        SERVER.close();
    }

    @Test
    void holds() {
        assertThat(firstFault(Plant.NONE, 0, SOUND_SEEDS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsARuleThatIsLeftOut(Plant plant) {
        assertThat(firstFault(plant, SOONEST.getOrDefault(plant, 0), PLANTED_SEEDS_MAX))
                .isPresent();
    }

    private static Optional<String> firstFault(Plant plant, int first, int seeds) {
        int moved = 0;
        for (int seed = first; seed < first + seeds; seed++) {
            String name =
                    "%s-%d".formatted(plant.name().toLowerCase(Locale.ROOT).replace('_', '-'), seed);
            List<Site> sites = sites(name);
            List<EventStream> definitions = List.of(
                    visits(sites.getFirst().lab()),
                    visits(lab(name, "", ", max: 15")),
                    visits(lab(name, "", ", min: 5")));
            MoveWalk walk = new MoveWalk(sites, ARCHIVES, definitions, MOVER.get(), plant, seed);
            Optional<String> fault = walk.walk(STEPS).map(what -> name + ", " + what);
            if (fault.isPresent()) {
                return fault;
            }
            moved += walk.moved();
        }
        assertThat(moved).as("moves that came to their end").isGreaterThan(seeds);
        return Optional.empty();
    }

    /** The last one that is prepared has the archive at the beginning. */
    private static List<Site> sites(String name) {
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < PLACES.size(); i++) {
            Lab lab = lab(name, PLACES.get(i), "");
            STORES.get(i).prepare(lab);
            sites.add(new Site(lab, lab.archives().get("visits"), STORES.get(i)));
        }
        return sites.reversed();
    }

    private static EventStream visits(Lab lab) {
        return Objects.requireNonNull(lab.streams().get("visits"));
    }

    private static Lab lab(String name, String place, String bounds) {
        String yaml = """
                lab: %s
                streams:
                  visits:
                    %s
                    key: name
                    unique: [name, number]
                    time: at
                    fields: {name: string, number: integer, value: {type: number%s}}
                    quality: [{spike: {field: value, suspect: 5}}]
                views:
                  total: {of: visits, n: count, sum: sum(value)}
                  by_name: {of: visits, by: name, n: count, last: last(value)}
                """.formatted(name, place.isEmpty() ? "" : "archive: " + place, bounds);
        return switch (LabFile.parse(name, Path.of("."), yaml)) {
            case LabFile.Valid(Lab valid) -> valid;
            case LabFile.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }
}
