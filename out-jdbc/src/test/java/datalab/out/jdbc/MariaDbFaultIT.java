package datalab.out.jdbc;

import static datalab.testkit.Needs.Part.MARIADB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.testkit.MariaDbServer;
import datalab.testkit.Needs;
import datalab.testkit.TestMariaDb;
import datalab.testkit.contract.OutputTargetContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A MariaDB that is killed, or whose connections fail. */
@Needs(MARIADB)
final class MariaDbFaultIT implements JdbcFaultContract {
    private static final int ROWS = 500;

    @RegisterExtension
    static final TestMariaDb mariadb = new TestMariaDb();

    @Test
    void keepsAllOfAWriteOrNothingWhenTheServerIsKilled() throws IOException, InterruptedException {
        OutputTable users = OutputTargetContract.users();
        JdbcConnections connections = connections(JdbcLimits.DEFAULT);
        JdbcTarget target = new JdbcTarget(connections);
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            long written = writeUntilKilled(writer);
            assertThatThrownBy(target::check).isInstanceOf(OutputUnavailable.class);
            assertThatThrownBy(() -> target.open(users)).isInstanceOf(OutputUnavailable.class);
            mariadb.server().start();

            assertThat(values(connections, users))
                    .hasSize(1)
                    .isSubsetOf(Set.of(Long.toString(written), Long.toString(written + 1)));
            writer.write(1_000_000, rows(1_000_000));
        }
        try (OutputWriter writer = target.open(users)) {
            writer.write(1_000_001, rows(1_000_001));
        }

        assertThat(values(connections, users)).containsExactly("1000001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void waitsForAFrozenServerNoLongerThanItMay(String driver) {
        OutputTable users = OutputTargetContract.users();
        JdbcLimits limits = new JdbcLimits(
                Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(20));
        JdbcTarget target =
                new JdbcTarget(new JdbcConnections(server(driver, MariaDbServer.USER, MariaDbServer.PASSWORD), limits));
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            mariadb.server().freeze();
            try {
                assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
                    assertThatThrownBy(() -> writer.write(1, rows(1))).isInstanceOf(OutputUnavailable.class);
                    assertThatThrownBy(target::check).isInstanceOf(OutputUnavailable.class);
                });
            } finally {
                mariadb.server().thaw();
            }
            Awaitility.await()
                    .atMost(LONG)
                    .ignoreException(OutputUnavailable.class)
                    .until(() -> writer.write(1, rows(1)).isEmpty());
        }
    }

    /** The last version that the server has acknowledged. */
    private static long writeUntilKilled(OutputWriter writer) throws InterruptedException {
        CountDownLatch isWriting = new CountDownLatch(5);
        AtomicLong written = new AtomicLong();
        Thread killer = Thread.ofVirtual().start(() -> {
            if (await(isWriting)) {
                mariadb.server().kill();
            }
        });
        assertThatThrownBy(() -> {
                    while (true) {
                        writer.write(written.get() + 1, rows(written.get() + 1));
                        written.incrementAndGet();
                        isWriting.countDown();
                    }
                })
                .isInstanceOf(OutputUnavailable.class);
        killer.join();
        return written.get();
    }

    /** Of the column that is no key, each once. */
    private static Set<String> values(JdbcConnections connections, OutputTable table) {
        return SeenRows.of(connections, table).stream()
                .map(row -> String.valueOf(row.get(1)))
                .collect(Collectors.toSet());
    }

    @Override
    public JdbcConnections connections(JdbcLimits limits) {
        return new JdbcConnections(server("mariadb", MariaDbServer.USER, MariaDbServer.PASSWORD), limits);
    }

    @Override
    public JdbcConnections connections(String user, String password) {
        return new JdbcConnections(server("mariadb", user, password), JdbcLimits.DEFAULT);
    }

    @Override
    public void execute(String sql) {
        mariadb.execute(sql);
    }

    @Override
    public JdbcConnections reader(OutputTable table) {
        new JdbcTarget(connections(JdbcLimits.DEFAULT)).prepare(table);
        String reader = "reader_of_" + table.name();
        execute("create user " + reader + " identified by '" + reader + "'");
        execute("grant select on " + table.name() + " to " + reader);
        execute("grant select on " + OutputFence.TABLE + " to " + reader);
        return connections(reader, reader);
    }

    @Override
    public void endSessions() {
        execute("kill user " + MariaDbServer.USER);
    }

    private static JdbcServer server(String driver, String user, String password) {
        return new JdbcServer("shop", mariadb.url(driver), user, password, new MySqlDialect());
    }

    private static List<OutputRow> rows(long value) {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> OutputRow.of("user " + i, Long.toString(value)))
                .toList();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
