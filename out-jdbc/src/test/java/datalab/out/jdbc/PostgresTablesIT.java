package datalab.out.jdbc;

import static datalab.testkit.contract.OutputTargetContract.column;
import static datalab.testkit.contract.OutputTargetContract.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.expression.Column;
import datalab.postgres.PostgresSettings;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import datalab.testkit.contract.OutputTargetContract;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that people have in PostgreSQL, and what they do not take. */
final class PostgresTablesIT {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @Test
    void usesATableThatIsThere() {
        Sql.execute(postgres.settings(), "create schema shop");
        Sql.execute(
                postgres.settings(),
                "create table shop.fits (no int generated always as identity primary key, id varchar(36) unique,"
                        + " n numeric, flag boolean, at timestamp, json json, added timestamptz default now())");
        OutputTable table = OutputTargetContract.table(
                "shop.fits",
                key("id", Column.Type.STRING),
                column("n", Column.Type.INTEGER),
                column("json", Column.Type.JSON));

        write(table, OutputRow.of("a", 1L, "{}"), OutputRow.of("b", null, null));
        write(table, OutputRow.of("a", 2L, "[ ]"), OutputRow.gone("b", null, null));

        assertThat(SeenRows.of(connections(), table))
                .containsExactly(OutputRow.of("a", 2L, "[]").values());
    }

    @Test
    void refusesRowsForWhatTheyHoldAndWritesTheOthers() {
        OutputTable table = OutputTargetContract.table(
                "narrow",
                key("id", Column.Type.STRING),
                column("name", Column.Type.STRING),
                column("n", Column.Type.INTEGER),
                column("json", Column.Type.JSON));
        Sql.execute(
                postgres.settings(),
                "create table narrow (id text primary key, name varchar(10) not null unique, n smallint, json jsonb)");

        List<RefusedRow> refused = write(
                table,
                OutputRow.of("first", "first", 1L, null),
                OutputRow.of("long", "12345678901", 1L, null),
                OutputRow.of("long by blanks", "1234567890 ", 1L, null),
                OutputRow.of("large", "large", 32_768L, null),
                OutputRow.of("null", null, 1L, null),
                OutputRow.of("zero\0", "zero", 1L, null),
                OutputRow.of("zero in json", "zero in", 1L, "\"\\u0000\""),
                OutputRow.of("twice", "first", 1L, null),
                OutputRow.of(incompressible(), "key", 1L, null),
                OutputRow.of("last", "last", 32_767L, "{\"a\":1}"));

        assertThat(refused)
                .hasSize(8)
                .allSatisfy(row -> assertThat(row.reason()).isNotBlank().doesNotContain("ERROR", "Batch"));
        assertThat(refused.stream().map(RefusedRow::reason).collect(Collectors.joining("\n")))
                .contains("name: 11 characters are too long for character varying(10)")
                .contains("smallint out of range")
                .contains("null value in column \"name\"");
        assertThat(SeenRows.of(connections(), table))
                .extracting(List::getFirst)
                .containsExactlyInAnyOrder("first", "last");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (id text primary key)                                             | has no column name; needed is text
            (id text primary key, name int)                                   | name is integer; needed is text
            (id text primary key, name text, more int not null)               | column more is not null and has no default
            (id text, name text)                                              | a unique index over exactly id
            (id text primary key deferrable, name text)                       | a unique index over exactly id
            (id char(36) primary key, name text)                              | takes different texts for one key
            (id uuid primary key, name text)                                  | column id is uuid; needed is text
            (id text primary key, name text generated always as ('!') stored) | column name is generated
            """)
    void saysWhatIsWrongWithATable(String columns, String expected) {
        OutputTable users = OutputTargetContract.table(
                "wrong_" + Integer.toHexString(columns.hashCode()),
                key("id", Column.Type.STRING),
                column("name", Column.Type.STRING));
        Sql.execute(postgres.settings(), "create table " + users.name() + " " + columns);

        assertThatThrownBy(() -> new JdbcTarget(connections()).prepare(users))
                .isInstanceOf(OutputMismatch.class)
                .hasMessageContaining("table " + users.name())
                .hasMessageContaining(expected);
    }

    @Test
    void refusesKeysThatACollationTakesForOne() {
        Sql.execute(
                postgres.settings(),
                "create collation folds (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        Sql.execute(postgres.settings(), "create table folded (id text collate folds primary key, name text)");
        OutputTable users =
                OutputTargetContract.table("folded", key("id", Column.Type.STRING), column("name", Column.Type.STRING));

        assertThatThrownBy(() -> new JdbcTarget(connections()).prepare(users))
                .isInstanceOf(OutputMismatch.class)
                .hasMessageContaining("text with collation folds, which takes different texts for one key");
    }

    /** Too long for an index, also when it is compressed. */
    private static String incompressible() {
        StringBuilder key = new StringBuilder();
        new Random(1).ints(50_000, 'a', 'z').forEach(key::appendCodePoint);
        return key.toString();
    }

    private static List<RefusedRow> write(OutputTable table, OutputRow... rows) {
        JdbcTarget target = new JdbcTarget(connections());
        target.prepare(table);
        try (OutputWriter writer = target.open(table)) {
            return writer.write(1, List.of(rows));
        }
    }

    private static JdbcConnections connections() {
        PostgresSettings settings = postgres.settings();
        return new JdbcConnections(
                new JdbcServer("shop", settings.url(), settings.user(), settings.password(), new PostgresDialect()),
                JdbcLimits.DEFAULT);
    }
}
