package datalab.process.loggap;

import datalab.process.speed.LabFixture;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** No acknowledged event is ever lost without a word, whatever happens to the log. */
final class LogWalkIT {
    /** The long form: {@code bench/long log-walk}. */
    private static final int STEPS = Integer.getInteger("datalab.log.steps", 10);

    private static final long SEED =
            Long.getLong("datalab.log.seed", ThreadLocalRandom.current().nextLong(1_000_000));

    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    @TempDir
    static Path folder;

    @Test
    void keepsWhatWasAcknowledgedOrSaysThatItIsLost() throws Exception {
        System.out.println("log walk: seed " + SEED + ", " + STEPS + " steps");
        LabFixture fixture = LabFixture.of(folder, "logwalk");
        database.get().prepare(fixture.lab());
        try (LogWalk walk = new LogWalk(fixture, database.get(), database.settings(), folder.resolve("kafka"), SEED)) {
            walk.walk(STEPS);
        }
    }
}
