package datalab.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.postgres.PostgresSettings;
import datalab.store.Store;
import datalab.store.ledger.Commit.Outcome;
import datalab.testkit.TestPostgres;
import datalab.testkit.contract.StoreContract;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresStoreIT implements StoreContract {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private PostgresStore store;

    @BeforeAll
    void start() {
        store = new PostgresStore(postgres.settings());
        store.start();
    }

    @AfterAll
    void close() {
        store.close();
    }

    @Override
    public Store store() {
        return store;
    }

    /** What a long id is kept as is an id like any other, should somebody send it. */
    @Test
    void tellsALongOnceIdFromOneThatLooksLikeItsDigest() throws SQLException {
        StoreLab lab = StoreLab.fresh();
        store.prepare(lab.lab());
        store.ledger().progress(lab.users(), 0);
        String longId = "x".repeat(5_000);
        store.ledger()
                .commit(CommitBuilder.of(lab.users(), 0, 0, 1)
                        .idempotencyKeys(longId)
                        .commit());
        String digest = onlyOnceId(lab);

        Set<String> before = store.ledger().seenIdempotencyKeys(lab.users(), List.of(longId, digest));
        Outcome outcome = store.ledger()
                .commit(CommitBuilder.of(lab.users(), 0, 1, 2)
                        .idempotencyKeys(digest)
                        .commit());

        assertThat(before).containsExactly(longId);
        assertThat(outcome).isEqualTo(new Outcome.Done());
        assertThat(store.ledger().seenIdempotencyKeys(lab.users(), List.of(longId, digest, "sha256:")))
                .containsExactlyInAnyOrder(longId, digest);
    }

    private static String onlyOnceId(StoreLab lab) throws SQLException {
        PostgresSettings settings = postgres.settings();
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id from datalab.once_ids where lab = '"
                        + lab.lab().name() + "'")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
