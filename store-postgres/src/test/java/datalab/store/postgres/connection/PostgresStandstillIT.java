package datalab.store.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.stream.EventStream;
import datalab.postgres.PostgresSettings;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.ledger.Commit;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** What a process that is frozen in the middle of a commit keeps others from: nothing. */
final class PostgresStandstillIT {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private final StoreLab lab = StoreLab.fresh();
    private final EventStream stream = lab.lab().streams().values().iterator().next();
    private PostgresStore store;

    @BeforeEach
    void start() {
        store = new PostgresStore(postgres.settings());
        store.start();
        store.prepare(lab.lab());
        store.ledger().progress(stream, 0);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void ownerThatTakesOverNeedNotWaitForOneInTheMiddleOfACopy() throws SQLException {
        try (Connection frozen = connect();
                Statement statement = frozen.createStatement()) {
            frozen.setAutoCommit(false);
            statement.execute("create temporary table taken (id int)");
            statement.execute("select * from datalab.progress for no key update");
            CopyIn copy = frozen.unwrap(PGConnection.class).getCopyAPI().copyIn("copy taken from stdin");
            assertThat(copy.isActive()).isTrue();
            awaitTransaction("query like 'copy taken%'");

            store.ledger().progress(stream, 0);

            assertThat(store.ledger().commit(CommitBuilder.of(stream, 0, 0, 1).commit()))
                    .isEqualTo(new Commit.Outcome.Done());
        }
    }

    /** Partitions share transactions, but not what they have to wait for. */
    @Test
    void partitionsGoOnWhileAnotherIsHeld() throws Exception {
        store.ledger().progress(stream, 1);
        try (Connection frozen = connect();
                Statement statement = frozen.createStatement();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            frozen.setAutoCommit(false);
            statement.execute("select * from datalab.progress where partition = 0 for no key update");
            Future<Commit.Outcome> held = threads.submit(() ->
                    store.ledger().commit(CommitBuilder.of(stream, 0, 0, 1).commit()));
            awaitHeld();

            Commit.Outcome free =
                    store.ledger().commit(CommitBuilder.of(stream, 1, 0, 1).commit());

            assertThat(free).isEqualTo(new Commit.Outcome.Done());
            assertThat(held).isNotDone();
            frozen.rollback();
            assertThat(held.get(30, TimeUnit.SECONDS)).isEqualTo(new Commit.Outcome.Done());
        }
    }

    /** It has just begun to stand still when the batch looks, so that it must be looked at again. */
    @Test
    void cutOutwaitsOneWhoHasJustBegunToStandStill() throws SQLException {
        BatchRun run = store.batches()
                .claim(lab.lab().name(), "total", BatchKind.RECOMPUTE, "owner", Duration.ofMinutes(1))
                .orElseThrow();
        try (Connection frozen = connect();
                Statement statement = frozen.createStatement()) {
            frozen.setAutoCommit(false);
            statement.execute("select * from datalab.progress for no key update");

            assertThat(store.batches().cut(run, stream).below().byPartition()).containsExactly(Map.entry(0, 0L));

            assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
        }
    }

    /** It began long ago, as it had to wait itself, and says something now and then. */
    @Test
    void oneThatHasWaitedForALockIsNotTakenForStalled() throws Exception {
        try (Connection before = connect();
                Connection waiting = connect();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            hold(before);
            Future<?> held = threads.submit(() -> {
                hold(waiting);
                return null;
            });
            awaitTransaction("wait_event_type = 'Lock'");
            before.rollback();
            held.get(30, TimeUnit.SECONDS);

            store.ledger().progress(stream, 0);

            try (Statement statement = waiting.createStatement()) {
                assertThat(statement.execute("select 1")).isTrue();
            }
        }
    }

    private static void hold(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select * from datalab.progress for no key update");
        }
    }

    private static void awaitHeld() throws SQLException {
        try (Connection watching = connect();
                Statement statement = watching.createStatement()) {
            Awaitility.await().until(() -> {
                try (ResultSet rows = statement.executeQuery("""
                        select 1 from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock'
                        """)) {
                    return rows.next();
                }
            });
        }
    }

    /** Waits until a transaction of this kind is older than the store lets one stand still. */
    private static void awaitTransaction(String which) throws SQLException {
        try (Connection watching = connect();
                Statement statement = watching.createStatement()) {
            Awaitility.await().until(() -> {
                try (ResultSet rows = statement.executeQuery("""
                        select 1 from pg_stat_activity where datname = current_database() and %s
                            and xact_start < clock_timestamp() - interval '6 s'
                        """.formatted(which))) {
                    return rows.next();
                }
            });
        }
    }

    private static Connection connect() throws SQLException {
        PostgresSettings own = postgres.settings();
        return DriverManager.getConnection(own.url(), own.user(), own.password());
    }
}
