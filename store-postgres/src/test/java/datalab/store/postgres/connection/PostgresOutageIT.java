package datalab.store.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Commit.Outcome;
import datalab.store.postgres.PostgresStore;
import datalab.store.result.StoreUnavailable;
import datalab.testkit.DataLabProcess;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store does while its server is away. */
final class PostgresOutageIT {
    @TempDir
    Path folder;

    @Test
    void saysThatItIsAwayAndWorksWhenItIsBack() {
        int port = DataLabProcess.freePort();
        PostgresSettings settings = impatient(server(port).settings());
        StoreLab lab = StoreLab.fresh();
        Commit first = CommitBuilder.of(lab.readings(), 0, 0, 1)
                .events(lab.reading(0, 0, "a", 1.0))
                .commit();
        Commit second = CommitBuilder.of(lab.readings(), 0, 1, 2)
                .events(lab.reading(0, 1, "a", 1.0))
                .commit();

        try (PostgresStore store = new PostgresStore(settings)) {
            try (EmbeddedPostgres postgres = server(port)) {
                postgres.start();
                store.start();
                store.prepare(lab.lab());
                store.ledger().progress(lab.readings(), 0);
                store.ledger().commit(first);
            }

            assertThatThrownBy(() -> store.ledger().commit(second)).isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> store.ledger().progress(lab.readings())).isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(store::check).isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> store.prepare(lab.lab())).isInstanceOf(StoreUnavailable.class);

            try (EmbeddedPostgres again = server(port)) {
                again.start();
                await().ignoreExceptionsInstanceOf(StoreUnavailable.class)
                        .untilAsserted(
                                () -> assertThat(store.ledger().commit(second)).isEqualTo(new Outcome.Done()));
                await().untilAsserted(() -> assertThatCode(store::check).doesNotThrowAnyException());
                assertThat(store.archive().scan(lab.fold("total"), 0, 0, 9, 9)).hasSize(2);
            }
        }
    }

    @Test
    void saysThatItIsAwayWhenItNeverWasThere() {
        String url = "jdbc:postgresql://127.0.0.1:" + DataLabProcess.freePort() + "/datalab";

        try (PostgresStore store = new PostgresStore(impatient(PostgresSettings.of(url, "datalab", "")))) {
            assertThatThrownBy(store::start)
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining(url);
        }
    }

    private EmbeddedPostgres server(int port) {
        return new EmbeddedPostgres(folder, TestPostgres.binaries(), port);
    }

    private static PostgresSettings impatient(PostgresSettings settings) {
        return new PostgresSettings(
                settings.url(),
                settings.user(),
                settings.password(),
                2,
                2,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
    }
}
