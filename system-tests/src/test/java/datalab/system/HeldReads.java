package datalab.system;

import static org.awaitility.Awaitility.await;

import datalab.store.postgres.connection.PostgresSettings;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Sql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Catches a process in the middle of steps, between their reads and their commits: who stands still there for too long comes too
 * late with a commit when it goes on, and must be fenced.
 *
 * @param tables that each step of a stream reads before its commit, one for each stream
 */
record HeldReads(PostgresSettings at, List<String> tables) {
    private static final Duration AT_MOST = Duration.ofSeconds(60);

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
            statement.execute("lock table " + String.join(", ", tables) + " in access exclusive mode");
            Optional<String> caught =
                    await().atMost(AT_MOST).until(() -> reading(processes.keySet()), Optional::isPresent);
            DataLabProcess process = Objects.requireNonNull(processes.get(caught.orElseThrow()));
            deed.accept(process);
            holder.rollback();
            return process;
        } catch (SQLException e) {
            throw new IllegalStateException("hold " + tables, e);
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
