package datalab.store.postgres.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.postgres.PostgresSettings;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchLeaseLost;
import datalab.store.batch.BatchResult;
import datalab.store.batch.BatchRun;
import datalab.store.postgres.PostgresStore;
import datalab.store.result.StoreUnavailable;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.StoreLab;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose batch may be taken over before its lease is over: that of an owner whose session has ended, and of nobody else. */
final class PostgresBatchOwnersIT {
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final String SESSIONS =
            "pg_locks join pg_database on database = pg_database.oid where locktype = 'advisory' and mode = 'ShareLock'"
                    + " and datname = current_database() and (classid::bigint << 32 | objid::bigint) in"
                    + " (select session from datalab.batches where state = 'running')";

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private final StoreLab lab = StoreLab.fresh();
    private final PostgresStore mine = new PostgresStore(postgres.settings());
    private final PostgresStore theirs = new PostgresStore(postgres.settings());

    @BeforeEach
    void start() {
        mine.start();
        theirs.start();
        mine.prepare(lab.lab());
    }

    @AfterEach
    void close() {
        mine.close();
        theirs.close();
    }

    @Test
    void batchOfADeadOwnerIsTakenOverAndOneOfALivingOwnerIsNot() {
        PostgresStore dying = new PostgresStore(postgres.settings());
        dying.start();
        BatchRun left = claim(dying, "total").orElseThrow();
        BatchRun held = claim(theirs, "by_name").orElseThrow();

        dying.close();
        letThemBeSilent();
        BatchRun next =
                await().until(() -> claim(mine, "total"), Optional::isPresent).orElseThrow();

        assertThat(next.attempt()).isEqualTo(2);
        assertThat(run(left).error()).isEqualTo("its process has gone: owner");
        assertThatThrownBy(() -> mine.batches().done(left, BatchResult.of(0))).isInstanceOf(BatchLeaseLost.class);
        assertThat(claim(mine, "by_name")).isEmpty();
        assertThat(run(held).state()).isEqualTo(BatchRun.State.RUNNING);
    }

    @Test
    void ownerThatLosesItsSessionKeepsItsBatchWhileItGivesSignsOfLife() {
        BatchRun kept = claim(theirs, "total").orElseThrow();

        endSessions();

        assertThat(claim(mine, "total")).as("not silent for long").isEmpty();
        await().untilAsserted(() -> {
            theirs.batches().renew(kept, LEASE, new BatchRun.Events(0, 0));
            assertThat(Sql.query(postgres.settings(), "select count(*) from " + SESSIONS))
                    .isEqualTo("1");
        });
        letThemBeSilent();
        assertThat(claim(mine, "total")).as("in a session again").isEmpty();
        assertThat(run(kept).state()).isEqualTo(BatchRun.State.RUNNING);
    }

    /** As a process does that is frozen in the middle of a step: its session holds the run, and no time limit ends it. */
    @Test
    void ownerThatStandsStillInTheMiddleOfAStepHoldsItsBatchNoLongerThanItsLease() throws SQLException {
        BatchRun left = claim(theirs, "total").orElseThrow();
        Sql.execute(postgres.settings(), "update datalab.batches set lease_until = now() - interval '1 minute'");
        PostgresSettings settings = postgres.settings();
        try (Connection frozen = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement step = frozen.createStatement()) {
            frozen.setAutoCommit(false);
            step.execute("select from datalab.batches where id = " + left.id() + " for no key update");

            Optional<BatchRun> next = await().ignoreExceptionsInstanceOf(StoreUnavailable.class)
                    .until(() -> claim(mine, "total"), Optional::isPresent);

            assertThat(next.orElseThrow().attempt()).isEqualTo(2);
            assertThatThrownBy(() -> step.execute("select 1")).isInstanceOf(SQLException.class);
        }
    }

    /** All who run a batch. */
    private static void letThemBeSilent() {
        Sql.execute(postgres.settings(), "update datalab.batches set renewed = renewed - interval '1 minute'");
    }

    private static void endSessions() {
        Sql.execute(postgres.settings(), "select pg_terminate_backend(pid) from " + SESSIONS);
    }

    private Optional<BatchRun> claim(PostgresStore store, String view) {
        return store.batches().claim(lab.lab().name(), view, BatchKind.RECOMPUTE, "owner", LEASE);
    }

    private BatchRun run(BatchRun run) {
        return mine.batches().run(run.id()).orElseThrow();
    }
}
