package datalab.system;

import static org.awaitility.Awaitility.await;

import datalab.postgres.PostgresSettings;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Sql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Catches a process in the middle of steps, between their reads and their commits: who stands still there for too long comes too
 * late with a commit when it goes on, and must be fenced.
 *
 * @param tables that each step of a stream reads before its commit, one for each stream
 */
record HeldReads(PostgresSettings at, List<String> tables) {
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    /** Less than the store's lock timeout (10 s): who wants the tables for something else gets them between two tries. */
    private static final Duration HELD_AT_MOST = Duration.ofSeconds(3);

    /** Has the process, which calls itself so in PostgreSQL, use that name at each start. */
    static DataLabProcess named(DataLabProcess process, PostgresSettings at, String name) {
        return process.with("DATALAB_POSTGRES_URL", at.url() + "?ApplicationName=" + name);
    }

    /** Freezes it while the store keeps it waiting for an answer of each table. */
    void freeze(DataLabProcess process, String name) {
        catchOne(Map.of(name, process), DataLabProcess::freeze);
    }

    /**
     * Does something to the first that the store keeps waiting for an answer of each table.
     *
     * @param processes by the names that they have in PostgreSQL
     * @return the one it was
     */
    DataLabProcess catchOne(Map<String, DataLabProcess> processes, Consumer<DataLabProcess> deed) {
        try (Connection holder = DriverManager.getConnection(at.url(), at.user(), at.password());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            for (Instant end = Instant.now().plus(AT_MOST); Instant.now().isBefore(end); holder.rollback()) {
                statement.execute("lock table " + String.join(", ", tables) + " in access exclusive mode");
                Optional<String> caught = awaitReading(processes.keySet());
                if (caught.isPresent()) {
                    DataLabProcess process = Objects.requireNonNull(processes.get(caught.get()));
                    deed.accept(process);
                    holder.rollback();
                    return process;
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("hold " + tables, e);
        }
        throw new AssertionError("no process of " + processes.keySet() + " read " + tables + " within " + AT_MOST);
    }

    private Optional<String> awaitReading(Set<String> names) {
        try {
            return await().atMost(HELD_AT_MOST).until(() -> reading(names), Optional::isPresent);
        } catch (ConditionTimeoutException e) {
            return Optional.empty();
        }
    }

    private Optional<String> reading(Set<String> names) {
        return names.stream()
                .filter(name -> tables.stream().allMatch(table -> isReading(name, table)))
                .findFirst();
    }

    private boolean isReading(String name, String table) {
        return Sql.query(at, """
                select exists (select from pg_locks join pg_stat_activity using (pid)
                where relation = '%s'::regclass and mode = 'AccessShareLock' and not granted and application_name = '%s')
                """.formatted(table, name)).equals("t");
    }
}
