package datalab.out.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.cql.Row;
import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.testkit.CassandraServer;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.contract.OutputTargetContract;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Outputs on a real Cassandra of one node. */
@Needs(Needs.Part.CASSANDRA)
final class CassandraOutputIT implements OutputTargetContract {
    private static CassandraServer server;
    private static CassandraTarget target;

    @BeforeAll
    static void start() throws IOException {
        server = CassandraServer.start();
        target = new CassandraTarget(connection(server.port(), "analytics"));
        cql("create keyspace analytics with replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
    }

    @AfterAll
    static void stop() throws IOException {
        target.close();
        server.close();
    }

    @Override
    public OutputTarget target() {
        return target;
    }

    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        List<List<@Nullable Object>> seen = new ArrayList<>();
        for (Row row : cql("select * from " + CqlTable.name("analytics", table))) {
            List<@Nullable Object> values = new ArrayList<>();
            table.columns().forEach(column -> values.add(value(row, column)));
            seen.add(values);
        }
        return seen;
    }

    private static @Nullable Object value(Row row, OutputColumn column) {
        Object value = row.getObject(CqlTable.quoted(column.name()));
        if (!(value instanceof Instant time) || column.isKey()) {
            return value;
        }
        Map<String, Integer> micros = row.getMap(CqlTable.quoted("_micros"), String.class, Integer.class);
        return time.plusNanos(1_000L * (micros == null ? 0 : micros.getOrDefault(column.name(), 0)));
    }

    /** Ordinary writes have the time of a clock, which is before that of any version. */
    @Test
    void takesOverTheTableOfAnotherSystem() {
        OutputTable table = OutputTargetContract.table(
                "user",
                OutputTargetContract.key("id", Column.Type.STRING),
                OutputTargetContract.column("time", Column.Type.TIME),
                OutputTargetContract.column("user_count", Column.Type.INTEGER));
        String id = UUID.randomUUID().toString();
        String old = UUID.randomUUID().toString();
        Instant time = Instant.parse("2026-01-01T00:00:00.123456Z");
        cql("create table analytics.user (id uuid primary key, time timestamp, user_count int)");
        cql("insert into analytics.user (id, time, user_count) values (" + old + ", 0, 1)");
        List<RefusedRow> refused;
        target.prepare(table);
        try (OutputWriter writer = target.open(table)) {
            refused = writer.write(
                    1,
                    List.of(
                            OutputRow.of("no uuid", time, 1L),
                            OutputRow.of(UUID.randomUUID().toString(), time, 3_000_000_000L),
                            OutputRow.of(id, time, 7L),
                            OutputRow.of(old, time, 8L)));
        }

        assertThat(refused)
                .extracting(RefusedRow::reason)
                .containsExactly("id is no uuid", "user_count is 3000000000, which does not fit int");
        assertThat(cql("select id, time, user_count from analytics.user"))
                .extracting(row -> row.getUuid(0) + " " + row.getInstant(1) + " " + row.getInt(2))
                .containsExactlyInAnyOrder(id + " 2026-01-01T00:00:00.123Z 7", old + " 2026-01-01T00:00:00.123Z 8");
    }

    @Test
    void refusesTablesThatCannotTakeTheRows() {
        cql("create table analytics.other_key (id text, name text, primary key (id, name))");
        cql("create table analytics.other_type (id text primary key, name int)");
        cql("create table analytics.other_column (id text primary key)");

        assertMismatch("other_key", "its primary key is id, name, but a row is identified by id");
        assertMismatch("other_type", "column name is int, which cannot take values of type string");
        assertMismatch("other_column", "it has no column name");
        assertThatThrownBy(() -> {
                    try (CassandraTarget elsewhere = new CassandraTarget(connection(server.port(), "nowhere"))) {
                        elsewhere.prepare(OutputTargetContract.users());
                    }
                })
                .isInstanceOf(OutputMismatch.class)
                .hasMessageContaining("there is no keyspace nowhere");
    }

    @Test
    void refusesWhatNoRowCanHoldAndWritesTheOthers() {
        OutputTable users = OutputTargetContract.users();
        List<RefusedRow> refused;
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            refused = writer.write(
                    1,
                    List.of(
                            OutputRow.of("larger than a request", "x".repeat(16 << 20)),
                            OutputRow.of("larger than a write", "x".repeat(9 << 20)),
                            OutputRow.of("", "an empty key"),
                            OutputRow.of("k".repeat(70_000), "a long key"),
                            OutputRow.of("a", "Ann")));
        }

        assertThat(refused).hasSize(4);
        assertThat(seen(users)).containsExactly(OutputRow.of("a", "Ann").values());
    }

    @Test
    void saysWhereNobodyAnswersOrTheTableIsGone() {
        OutputTable users = OutputTargetContract.users();
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            writer.write(1, List.of(OutputRow.of("a", "Ann")));
            cql("drop table " + CqlTable.name("analytics", users));

            assertThatThrownBy(() -> writer.write(2, List.of(OutputRow.of("b", "Bob"))))
                    .isInstanceOf(OutputUnavailable.class);
        }
        try (CassandraTarget away = new CassandraTarget(connection(DataLabProcess.freePort(), "analytics"))) {
            assertThatThrownBy(away::check)
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessageContaining("127.0.0.1:")
                    .hasMessageNotContaining("secret");
        }
    }

    private static void assertMismatch(String name, String reason) {
        OutputTable table = OutputTargetContract.table(
                name,
                OutputTargetContract.key("id", Column.Type.STRING),
                OutputTargetContract.column("name", Column.Type.STRING));

        assertThatThrownBy(() -> target.prepare(table))
                .isInstanceOf(OutputMismatch.class)
                .hasMessageContaining(reason);
    }

    private static CassandraConnection connection(int port, String keyspace) {
        return new CassandraConnection(
                List.of(InetSocketAddress.createUnresolved("127.0.0.1", port)),
                Optional.empty(),
                keyspace,
                "ann",
                "secret",
                false);
    }

    private static List<Row> cql(String statement) {
        return target.session().execute(statement).all();
    }
}
