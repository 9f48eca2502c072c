package datalab.out.jdbc;

import static datalab.testkit.Needs.Part.MARIADB;
import static datalab.testkit.contract.OutputTargetContract.column;
import static datalab.testkit.contract.OutputTargetContract.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.expression.Column;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.testkit.MariaDbServer;
import datalab.testkit.Needs;
import datalab.testkit.TestMariaDb;
import datalab.testkit.contract.OutputTargetContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that people have, and what they do not take. */
@Needs(MARIADB)
final class MariaDbTablesIT {
    @RegisterExtension
    static final TestMariaDb mariadb = new TestMariaDb();

    private static final Instant SECOND = Instant.parse("2026-01-01T00:00:00Z");
    private static final String USERS = " (id varchar(100) primary key, name varchar(10))";

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void usesATableThatIsThere(String driver) {
        OutputTable users = users(driver + "_there");
        execute("create table " + users.name() + USERS);
        execute("insert into " + users.name() + " values ('of another', 'Oz')");

        List<RefusedRow> refused = write(driver, users, OutputRow.of("a", "Ann"), OutputRow.of("b", "Bob"));

        assertThat(refused).isEmpty();
        assertThat(seen(users))
                .containsExactlyInAnyOrder(List.of("of another", "Oz"), List.of("a", "Ann"), List.of("b", "Bob"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void neverTakesOneKeyForAnother(String driver) {
        OutputTable users = users(driver + "_folds");
        execute("create table " + users.name() + USERS + " default character set utf8mb4 collate utf8mb4_general_ci");
        OutputRow upper = OutputRow.of("A", "Amy");
        OutputRow padded = OutputRow.of("b ", "Bea");

        List<RefusedRow> refused =
                write(driver, users, OutputRow.of("a", "Ann"), upper, OutputRow.of("b", "Bob"), padded);
        List<RefusedRow> again = write(driver, users, OutputRow.of("a", "Ada"), OutputRow.gone("B", null), upper);

        assertThat(refused).extracting(RefusedRow::row).containsExactly(upper, padded);
        assertThat(refused)
                .allSatisfy(row -> assertThat(row.reason()).contains("id is compared by utf8mb4_general_ci"));
        assertThat(again).extracting(RefusedRow::row).containsExactly(upper);
        assertThat(seen(users)).containsExactlyInAnyOrder(List.of("a", "Ada"), List.of("b", "Bob"));
    }

    @Test
    void neverReplacesARowThatAnotherUniqueIndexFinds() {
        OutputTable users = users("by_name");
        execute("create table " + users.name() + " (id varchar(100) primary key, name varchar(10) unique)");
        OutputRow same = OutputRow.of("b", "Ann");

        List<RefusedRow> refused = write("mariadb", users, OutputRow.of("a", "Ann"), same, OutputRow.of("c", "Cy"));
        List<RefusedRow> moved = write("mariadb", users, OutputRow.of("d", "Cy"), OutputRow.gone("c", null));

        assertThat(refused).extracting(RefusedRow::row).containsExactly(same);
        assertThat(moved).isEmpty();
        assertThat(seen(users)).containsExactlyInAnyOrder(List.of("a", "Ann"), List.of("d", "Cy"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void refusesRowsForWhatTheyHoldAndWritesTheOthers(String driver) {
        OutputTable table = narrow(driver + "_narrow");

        List<RefusedRow> refused = write(
                driver,
                table,
                OutputRow.of("first", "x", 1L, SECOND, 0.5),
                OutputRow.of("long", "12345678901", 1L, SECOND, 0.5),
                OutputRow.of("long by blanks", "1234567890 ", 1L, SECOND, 0.5),
                OutputRow.of("large", "x", 128L, SECOND, 0.5),
                OutputRow.of("null", null, 1L, SECOND, 0.5),
                OutputRow.of("fine", "x", 1L, SECOND.plusMillis(1), 0.5),
                OutputRow.of("nan", "x", 1L, SECOND, Double.NaN),
                OutputRow.of("late", "x", 1L, Instant.parse("+10000-01-01T00:00:00Z"), 0.5),
                OutputRow.of("漢字", "x", 1L, SECOND, 0.5),
                OutputRow.of("checked", "x", 1L, SECOND, -1.0),
                OutputRow.of("half a pair \ud83c", "x", 1L, SECOND, 0.5),
                OutputRow.of("last", "x", 127L, SECOND, null));

        assertThat(refused)
                .hasSize(10)
                .allSatisfy(row -> assertThat(row.reason()).isNotBlank().doesNotContain("conn="));
        assertThat(refused.stream().map(RefusedRow::reason).collect(Collectors.joining("\n")))
                .contains("name: 11 characters are too long for varchar(10)")
                .contains("Out of range value for column 'n'")
                .contains("Column 'name' cannot be null")
                .contains("at: 2026-01-01T00:00:00.001Z is finer than datetime");
        assertThat(SeenRows.of(connections("mariadb"), table))
                .extracting(List::getFirst)
                .containsExactlyInAnyOrder("first", "last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void refusesARowThatTheServerWouldNotListenTo(String driver) {
        OutputTable users = users(driver + "_large");
        List<OutputRow> rows = new ArrayList<>();
        IntStream.range(0, 100).forEach(i -> rows.add(OutputRow.of("user " + i, "\\".repeat(30_000))));
        rows.add(OutputRow.of("half", "'".repeat(490_000)));
        rows.add(OutputRow.of("more", "x".repeat(600_000)));
        execute("set global max_allowed_packet = 1048576");
        try {
            List<RefusedRow> refused = write(driver, users, rows.toArray(OutputRow[]::new));

            assertThat(refused)
                    .extracting(RefusedRow::reason)
                    .containsExactly("600068 bytes are more than the server takes at once: 507904");
            assertThat(seen(users)).hasSize(101);
        } finally {
            execute("set global max_allowed_packet = 16777216");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (id varchar(100) primary key)                                     | has no column name; needed is varchar or longtext
            (id varchar(100) primary key, name int)                           | name is int(11); needed is varchar or longtext
            (id varchar(100) primary key, name text, more int not null)       | column more is not null and has no default
            (id varchar(100), name text)                                      | a unique index over exactly id
            (id varchar(100), name varchar(9), primary key (id, name))        | a unique index over exactly id
            (id text, name text, primary key (id(20)))                        | a unique index over exactly id
            (id varchar(100) primary key, name text) engine = MyISAM          | is of kind MyISAM, not InnoDB
            (id varchar(9) primary key, name varchar(9) as (concat(id, '!'))) | column name is generated
            """)
    void saysWhatIsWrongWithATable(String columns, String expected) {
        OutputTable users = users("wrong_" + Integer.toHexString(columns.hashCode()));
        execute("create table " + users.name() + " " + columns);

        assertThatThrownBy(() -> target("mariadb").prepare(users))
                .isInstanceOf(OutputMismatch.class)
                .hasMessageContaining("table " + users.name())
                .hasMessageContaining(expected);
    }

    @Test
    void saysThatATableIsAView() {
        OutputTable users = users("looked_at");
        execute("create view " + users.name() + " as select 'a' as id, 'Ann' as name");

        assertThatThrownBy(() -> target("mariadb").prepare(users))
                .isInstanceOf(OutputMismatch.class)
                .hasMessageContaining("is of kind VIEW");
    }

    @Test
    void takesColumnsThatFitOtherwise() {
        OutputTable table = OutputTargetContract.table(
                "fits",
                key("ID", Column.Type.STRING),
                column("n", Column.Type.INTEGER),
                column("flag", Column.Type.BOOLEAN),
                column("at", Column.Type.TIME),
                column("json", Column.Type.JSON));
        execute("create table fits (no bigint auto_increment primary key, id char(36) not null unique, n int unsigned,"
                + " flag tinyint(1), at timestamp(6) null, json text, added timestamp default current_timestamp)");
        Instant at = Instant.parse("2026-03-29T01:30:00.5Z");

        write("mariadb", table, OutputRow.of("a", 1L, true, at, "{}"), OutputRow.of("b", null, null, null, null));
        write("mariadb", table, OutputRow.of("a", 2L, false, at, "[]"));

        assertThat(SeenRows.of(connections("mariadb"), table))
                .containsExactlyInAnyOrder(
                        OutputRow.of("a", 2L, false, at, "[]").values(),
                        OutputRow.of("b", null, null, null, null).values());
    }

    @Test
    void writesToAnotherDatabase() {
        execute("create database if not exists " + mariadb.database() + "_2");
        OutputTable users = OutputTargetContract.table(
                mariadb.database() + "_2.user`s", key("id", Column.Type.STRING), column("name", Column.Type.STRING));

        write("mariadb", users, OutputRow.of("a", "Ann"));

        assertThat(seen(users)).containsExactly(List.of("a", "Ann"));
        execute("drop database " + mariadb.database() + "_2");
    }

    @Test
    void leavesSeveralRowsAloneWhereNoColumnIsAKey() {
        OutputTable table = OutputTargetContract.table("many", column("n", Column.Type.INTEGER));
        execute("create table many (n int)");
        execute("insert into many values (1), (2)");

        assertThatThrownBy(() -> target("mariadb").prepare(table))
                .isInstanceOf(OutputMismatch.class)
                .hasMessageContaining("holds several rows");
    }

    /** Whose columns take little. */
    private static OutputTable narrow(String name) {
        execute("create table " + name + " (id varchar(20) character set latin1 primary key, name varchar(10) not null,"
                + " n tinyint, at datetime, x double, check (x > 0))");
        return OutputTargetContract.table(
                name,
                key("id", Column.Type.STRING),
                column("name", Column.Type.STRING),
                column("n", Column.Type.INTEGER),
                column("at", Column.Type.TIME),
                column("x", Column.Type.NUMBER));
    }

    private static OutputTable users(String name) {
        return OutputTargetContract.table(name, key("id", Column.Type.STRING), column("name", Column.Type.STRING));
    }

    private static List<RefusedRow> write(String driver, OutputTable table, OutputRow... rows) {
        JdbcTarget target = target(driver);
        target.prepare(table);
        try (OutputWriter writer = target.open(table)) {
            return writer.write(1, List.of(rows));
        }
    }

    private static List<List<@Nullable Object>> seen(OutputTable table) {
        return SeenRows.of(connections("mariadb"), table);
    }

    private static void execute(String sql) {
        mariadb.execute(sql);
    }

    private static JdbcTarget target(String driver) {
        return new JdbcTarget(connections(driver));
    }

    private static JdbcConnections connections(String driver) {
        return new JdbcConnections(
                new JdbcServer(
                        "shop", mariadb.url(driver), MariaDbServer.USER, MariaDbServer.PASSWORD, new MySqlDialect()),
                JdbcLimits.DEFAULT);
    }
}
