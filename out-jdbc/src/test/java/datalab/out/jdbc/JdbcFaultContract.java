package datalab.out.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.store.output.OutputFenced;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.testkit.contract.OutputTargetContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds on every server when writers and connections fail. */
interface JdbcFaultContract {
    Duration LONG = Duration.ofSeconds(60);
    JdbcLimits SHORT =
            new JdbcLimits(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(2));

    /** As the user who may do everything. */
    JdbcConnections connections(JdbcLimits limits);

    JdbcConnections connections(String user, String password);

    /** By a connection of its own, as the user who may do everything. */
    void execute(String sql);

    /** As a user who may only read, this table and the fence, which are there. */
    JdbcConnections reader(OutputTable table);

    /** Ends all connections to the database but that which asks. */
    void endSessions();

    @Test
    default void givesTheLockOfAFrozenWriterBack() throws SQLException {
        OutputTable users = OutputTargetContract.users();
        JdbcConnections connections = connections(SHORT);
        JdbcTarget target = new JdbcTarget(connections);
        target.prepare(users);
        target.open(users).close();
        try (Connection frozen = connections.open();
                Statement statement = frozen.createStatement()) {
            new OutputFence(connections.dialect()).hold(frozen, users.output(), 1);
            statement.execute("insert into " + users.name() + " values ('a', 'of a frozen one')");

            assertThatThrownBy(() -> target.open(users)).isInstanceOf(OutputUnavailable.class);
            await().atMost(LONG).ignoreException(OutputUnavailable.class).until(() -> {
                target.open(users).close();
                return true;
            });
            assertThatThrownBy(frozen::commit).isInstanceOf(SQLException.class);
        }

        assertThat(SeenRows.of(connections, users)).isEmpty();
    }

    @Test
    default void refusesAnOlderWriter() {
        OutputTable users = OutputTargetContract.users();
        JdbcTarget target = new JdbcTarget(connections(JdbcLimits.DEFAULT));
        target.prepare(users);
        try (OutputWriter older = target.open(users);
                OutputWriter newer = target.open(users)) {
            newer.write(2, List.of(OutputRow.of("a", "new")));

            assertThatThrownBy(() -> older.write(1, List.of(OutputRow.of("a", "old"))))
                    .isInstanceOf(OutputFenced.class);
            assertThatThrownBy(() -> older.write(1, List.of(OutputRow.of("a", "old"))))
                    .isInstanceOf(OutputFenced.class);
        }
    }

    @Test
    default void connectsAnewAfterAConnectionIsLost() {
        OutputTable users = OutputTargetContract.users();
        JdbcConnections connections = connections(JdbcLimits.DEFAULT);
        JdbcTarget target = new JdbcTarget(connections);
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            writer.write(1, List.of(OutputRow.of("a", "Ann")));
            endSessions();

            assertThatThrownBy(() -> writer.write(2, List.of(OutputRow.of("a", "Amy"))))
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessageStartingWith("shop: cannot write table " + users.name());
            writer.write(2, List.of(OutputRow.of("a", "Ada")));
        }

        assertThat(SeenRows.of(connections, users))
                .containsExactly(OutputRow.of("a", "Ada").values());
    }

    @Test
    default void goesOnAfterALongRest() {
        OutputTable users = OutputTargetContract.users();
        JdbcTarget target = new JdbcTarget(connections(new JdbcLimits(
                Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(1))));
        target.prepare(users);
        long begun = System.nanoTime();
        try (OutputWriter writer = target.open(users)) {
            await().atMost(LONG)
                    .until(() ->
                            System.nanoTime() - begun > Duration.ofMillis(1_500).toNanos());

            assertThatCode(() -> writer.write(1, List.of(OutputRow.of("a", "Ann"))))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    default void saysWhatIsWrongWithAPassword() {
        assertThatThrownBy(() -> new JdbcTarget(connections("nobody", "hushhush")).check())
                .isInstanceOf(OutputUnavailable.class)
                .hasMessageContaining("nobody")
                .hasMessageNotContaining("hushhush");
    }

    @Test
    default void saysWhichRightIsMissing() {
        OutputTable users = OutputTargetContract.users();
        JdbcTarget target = new JdbcTarget(reader(users));

        assertThatCode(() -> target.prepare(users)).doesNotThrowAnyException();
        assertThatThrownBy(() -> target.open(users))
                .isInstanceOf(OutputUnavailable.class)
                .hasMessageContaining("denied");
        assertThatThrownBy(() -> target.prepare(OutputTargetContract.users()))
                .isInstanceOf(OutputUnavailable.class)
                .hasMessageContaining("denied");
    }

    @Test
    default void writesAgainWhenATableIsBackThatWasDropped() {
        OutputTable users = OutputTargetContract.users();
        JdbcConnections connections = connections(JdbcLimits.DEFAULT);
        JdbcTarget target = new JdbcTarget(connections);
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            execute("drop table " + users.name());

            assertThatThrownBy(() -> writer.write(1, List.of(OutputRow.of("a", "Ann"))))
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessageContaining(users.name());
            target.prepare(users);
            writer.write(1, List.of(OutputRow.of("a", "Ann")));
        }

        assertThat(SeenRows.of(connections, users)).hasSize(1);
    }
}
