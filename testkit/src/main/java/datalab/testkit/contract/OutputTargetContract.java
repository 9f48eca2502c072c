package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputFenced;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputRows;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.testkit.store.KnownAcknowledgements;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every server of outputs promises: rows are as they were written last, and never go back. */
public interface OutputTargetContract {

    /** Started; closed by whoever made it. */
    OutputTarget target();

    /**
     * The rows that other programs see, in any order: a value for each column, of the class that the column's type names. What
     * a server keeps otherwise is read back as that.
     */
    List<List<@Nullable Object>> seen(OutputTable table);

    /** A table of users by id, under a name of its own. */
    static OutputTable users() {
        String name = "users_" + UUID.randomUUID().toString().substring(0, 8);
        return table(name, key("id", Column.Type.STRING), column("name", Column.Type.STRING));
    }

    static OutputTable table(String name, OutputColumn... columns) {
        return new OutputTable("lab.view/" + name, name, List.of(columns), OutputRows.OF_VIEW);
    }

    static OutputColumn key(String name, Column.Type type) {
        return new OutputColumn(name, name, type, null, true);
    }

    static OutputColumn column(String name, Column.Type type) {
        return new OutputColumn(name, name, type, null, false);
    }

    @Test
    default void showsRowsAsTheyWereWrittenLast() {
        OutputTable users = users();
        target().prepare(users);
        try (OutputWriter writer = target().open(users)) {
            writer.write(1, List.of(OutputRow.of("a", "Ann"), OutputRow.of("b", "Bob"), OutputRow.of("c", null)));
            writer.write(2, List.of(OutputRow.of("b", "Bea"), OutputRow.of("d", "Dan")));
            writer.write(3, List.of(OutputRow.gone("a", null), OutputRow.gone("nobody", null)));
            writer.write(4, List.of());
        }

        assertThat(seen(users)).containsExactlyInAnyOrder(row("b", "Bea"), row("c", null), row("d", "Dan"));
    }

    @Test
    default void takesARowAgainThatWasGone() {
        OutputTable users = users();
        target().prepare(users);
        try (OutputWriter writer = target().open(users)) {
            writer.write(1, List.of(OutputRow.of("a", "Ann")));
            writer.write(2, List.of(OutputRow.gone("a", null)));
            writer.write(3, List.of(OutputRow.of("a", "Amy")));
        }

        assertThat(seen(users)).containsExactly(row("a", "Amy"));
    }

    /** Whether the server refuses an older writer or lets it write in vain. */
    @Test
    default void neverGoesBackToWhatAnOlderWriterSays() {
        OutputTable users = users();
        target().prepare(users);
        try (OutputWriter frozen = target().open(users)) {
            frozen.write(1, List.of(OutputRow.of("a", "old"), OutputRow.of("b", "old")));
            try (OutputWriter newer = target().open(users)) {
                newer.write(3, List.of(OutputRow.of("a", "new"), OutputRow.gone("b", null), OutputRow.of("c", "new")));
                late(frozen, 2, OutputRow.of("a", "late"), OutputRow.of("b", "late"), OutputRow.gone("c", null));
                newer.write(4, List.of(OutputRow.of("d", "new")));
            }
            late(frozen, 2, OutputRow.of("a", "later"), OutputRow.gone("d", null));
        }

        assertThat(seen(users)).containsExactlyInAnyOrder(row("a", "new"), row("c", "new"), row("d", "new"));
    }

    /** As after a write without an answer: all that it was to bring comes again. */
    @Test
    default void takesTheSameRowsAgain() {
        OutputTable users = users();
        target().prepare(users);
        List<OutputRow> rows = List.of(OutputRow.of("a", "Ann"), OutputRow.gone("b", null));
        try (OutputWriter writer = target().open(users)) {
            writer.write(1, rows);
            writer.write(1, rows);
        }
        try (OutputWriter writer = target().open(users)) {
            writer.write(2, rows);
        }

        assertThat(seen(users)).containsExactly(row("a", "Ann"));
    }

    @Test
    default void keepsValuesOfEveryType() {
        OutputTable table = table(
                "types_" + UUID.randomUUID().toString().substring(0, 8),
                key("id", Column.Type.INTEGER),
                column("text", Column.Type.STRING),
                column("number", Column.Type.NUMBER),
                column("whole", Column.Type.INTEGER),
                column("flag", Column.Type.BOOLEAN),
                column("at", Column.Type.TIME),
                column("json", Column.Type.JSON));
        Instant micros = Instant.parse("2026-03-29T01:59:59.123456Z");
        List<List<@Nullable Object>> rows = List.of(
                row(
                        1L,
                        "naïve \"quoted\" 'twice' \\ \n\t 漢字 🎈",
                        0.1,
                        Long.MAX_VALUE,
                        true,
                        micros,
                        "{\"a\":[1,null]}"),
                row(
                        2L,
                        "",
                        -1.7976931348623157e308,
                        Long.MIN_VALUE,
                        false,
                        Instant.parse("1971-01-01T00:00:00Z"),
                        "[]"),
                row(3L, "x".repeat(20_000), 4.9e-324, 0L, true, Instant.parse("2037-12-31T23:59:59.999999Z"), "\"ä\""),
                row(4L, null, null, null, null, null, null));
        target().prepare(table);
        try (OutputWriter writer = target().open(table)) {
            assertThat(writer.write(
                            1,
                            rows.stream().map(row -> new OutputRow(row, false)).toList()))
                    .isEmpty();
        }

        assertThat(seen(table)).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    default void identifiesRowsBySeveralColumns() {
        OutputTable table = table(
                "windows_" + UUID.randomUUID().toString().substring(0, 8),
                key("name", Column.Type.STRING),
                key("window_start", Column.Type.TIME),
                column("n", Column.Type.INTEGER));
        Instant one = Instant.parse("2026-01-01T00:00:00Z");
        Instant two = Instant.parse("2026-01-01T00:00:01Z");
        target().prepare(table);
        try (OutputWriter writer = target().open(table)) {
            writer.write(
                    1, List.of(OutputRow.of("a", one, 1L), OutputRow.of("a", two, 2L), OutputRow.of("A", one, 3L)));
            writer.write(2, List.of(OutputRow.of("a", two, 4L), OutputRow.gone("a", one, null)));
        }

        assertThat(seen(table)).containsExactlyInAnyOrder(row("a", two, 4L), row("A", one, 3L));
    }

    /** Keys that differ in case, an accent or a blank at the end are different ones, whatever the server compares by. */
    @Test
    default void tellsKeysApartThatAreAlmostTheSame() {
        OutputTable users = users();
        List<String> ids = List.of("a", "A", "á", "a ", " a", "ss", "ß", "🎈", "a\u0301");
        target().prepare(users);
        try (OutputWriter writer = target().open(users)) {
            writer.write(1, ids.stream().map(id -> OutputRow.of(id, "of " + id)).toList());
        }

        assertThat(seen(users))
                .containsExactlyInAnyOrderElementsOf(
                        ids.stream().map(id -> row(id, "of " + id)).toList());
    }

    /** A view without groups and windows. */
    @Test
    default void hasOneRowWhereNothingIdentifiesIt() {
        OutputTable table = table(
                "longest_" + UUID.randomUUID().toString().substring(0, 8),
                column("id", Column.Type.STRING),
                column("n", Column.Type.INTEGER));
        target().prepare(table);
        try (OutputWriter writer = target().open(table)) {
            writer.write(1, List.of(OutputRow.of("a", 1L)));
            writer.write(2, List.of(OutputRow.of("b", 2L)));
            assertThat(seen(table)).containsExactly(row("b", 2L));
            writer.write(3, List.of(OutputRow.gone(null, null)));
        }

        assertThat(seen(table)).isEmpty();
    }

    /** A row without a value for a key is refused or kept, as the server can; the others are written. */
    @Test
    default void writesTheOthersWhereARowHasNoKey() {
        OutputTable users = users();
        OutputRow without = OutputRow.of(null, "nobody");
        List<RefusedRow> refused;
        target().prepare(users);
        try (OutputWriter writer = target().open(users)) {
            refused = writer.write(1, List.of(OutputRow.of("a", "Ann"), without, OutputRow.of("b", "Bob")));
        }

        assertThat(refused).allSatisfy(each -> {
            assertThat(each.row()).isEqualTo(without);
            assertThat(each.reason()).contains("id");
        });
        List<List<@Nullable Object>> seen = new ArrayList<>(List.of(row("a", "Ann"), row("b", "Bob")));
        if (refused.isEmpty()) {
            seen.add(row(null, "nobody"));
        }
        assertThat(seen(users)).containsExactlyInAnyOrderElementsOf(seen);
    }

    @Test
    default void writesAsManyRowsAtOnceAsMayBe() {
        OutputTable users = users();
        List<OutputRow> rows = IntStream.range(0, OutputWriter.ROWS_MAX)
                .mapToObj(i -> OutputRow.of("user " + i, "x".repeat(200)))
                .toList();
        target().prepare(users);
        try (OutputWriter writer = target().open(users)) {
            writer.write(1, rows);
            writer.write(
                    2,
                    rows.subList(0, 400).stream()
                            .map(row -> new OutputRow(row.values(), true))
                            .toList());
        }

        assertThat(seen(users)).hasSize(OutputWriter.ROWS_MAX - 400);
    }

    /** Each row once, also where another writer goes on. */
    @Test
    default void tellsWhatWasNotAcknowledged() {
        OutputTable users = users();
        OutputRow ann = OutputRow.of("a", "Ann");
        OutputRow bob = OutputRow.of("b", "Bob");
        KnownAcknowledgements known = new KnownAcknowledgements();
        target().prepare(users);
        try (OutputWriter writer = target().open(users)) {
            assertThat(writer.tell(1, List.of(ann), known)).isEmpty();
        }
        assertThat(known.rows()).containsExactly(ann);
        try (OutputWriter writer = target().open(users)) {
            writer.write(2, List.of(OutputRow.gone("a", null)));
            assertThat(writer.tell(3, List.of(ann, bob), known)).isEmpty();
        }

        assertThat(known.rows()).containsExactlyInAnyOrder(ann, bob);
        assertThat(seen(users)).containsExactly(row("b", "Bob"));
    }

    @Test
    default void findsItsTableAgain() {
        OutputTable users = users();
        target().prepare(users);
        try (OutputWriter writer = target().open(users)) {
            writer.write(1, List.of(OutputRow.of("a", "Ann")));
        }
        target().prepare(users);

        assertThat(seen(users)).containsExactly(row("a", "Ann"));
    }

    @Test
    default void answers() {
        assertThatCode(() -> target().check()).doesNotThrowAnyException();
    }

    private static void late(OutputWriter writer, long version, OutputRow... rows) {
        try {
            writer.write(version, List.of(rows));
        } catch (OutputFenced refused) {
            assertThat(refused).hasMessageContaining("lab.view/");
        }
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return OutputRow.of(values).values();
    }
}
