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

/** Each pair of locations is counted once, whatever happens to those who count; and the walk that shows it can see. */
final class MeetWalkIT {
    private static final int STEPS = 120;
    /** More of them with {@code -Ddatalab.walks=100}. */
    private static final int SOUND_SEEDS = Integer.getInteger("datalab.walks", 3);

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

    /** Rules that can be left out. */
    @SuppressWarnings("ImmutableEnumChecker") // what they count by are pure functions
    enum Fault {
        /** A pair within one step is counted from either side. */
        COUNTED_FROM_BOTH_SIDES(
                Plant.NONE, (from, to, event, other) -> from.covers(other.at()) || to.covers(other.at())),
        /** A pair within one step is not counted. */
        NOT_COUNTED_IN_ONE_STEP(Plant.NONE, (from, to, event, other) -> from.covers(other.at())),
        /** What is archived counts, though a later step takes it. */
        COUNTED_AHEAD(
                Plant.NONE,
                (from, to, event, other) ->
                        !to.covers(other.at()) || EncounterCommitter.Pairing.ONCE.counts(from, to, event, other)),
        FENCE_OF_MOVED_PARTITIONS(Plant.FENCE_OF_MOVED_PARTITIONS, EncounterCommitter.Pairing.ONCE),
        NO_FENCE(Plant.NO_FENCE, EncounterCommitter.Pairing.ONCE),
        NO_EPOCH_CHECK(Plant.NO_EPOCH_CHECK, EncounterCommitter.Pairing.ONCE),
        CUT_LEAVES_EPOCH_OPEN(Plant.CUT_LEAVES_EPOCH_OPEN, EncounterCommitter.Pairing.ONCE),
        FOLD_BEYOND_CUT(Plant.FOLD_BEYOND_CUT, EncounterCommitter.Pairing.ONCE),
        PUBLISH_AN_EPOCH_TOO_MANY(Plant.PUBLISH_AN_EPOCH_TOO_MANY, EncounterCommitter.Pairing.ONCE),
        PUBLISH_AN_EPOCH_TOO_FEW(Plant.PUBLISH_AN_EPOCH_TOO_FEW, EncounterCommitter.Pairing.ONCE);

        private final MeetWalk.Rules rules;

        Fault(Plant plant, EncounterCommitter.Pairing pairing) {
            this.rules = new MeetWalk.Rules(plant, pairing);
        }
    }

    @Test
    void holdsForLateLocationsOfSeveralPartitions() throws IOException {
        assertThat(firstFault("sound", new MeetWalk.Rules(Plant.NONE, EncounterCommitter.Pairing.ONCE), SOUND_SEEDS))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void findsARuleThatIsLeftOut(Fault fault) throws IOException {
        String name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
        assertThat(firstFault(name, fault.rules, PLANTED_SEEDS_MAX)).isPresent();
    }

    private static Optional<String> firstFault(String what, MeetWalk.Rules rules, int seeds) throws IOException {
        for (int seed = 0; seed < seeds; seed++) {
            String name = "m-" + what + "-" + seed;
            LabFixture fixture = LabFixture.ofPhones(folder, name);
            store.prepare(fixture.lab());
            MeetWalk walk = new MeetWalk(fixture, store, rules, seed);
            Optional<String> fault = walk.walk(STEPS).map(wrong -> name + ", " + wrong);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }
}
