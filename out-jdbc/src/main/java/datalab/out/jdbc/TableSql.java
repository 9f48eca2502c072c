package datalab.out.jdbc;

import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The statements that write a table's rows, and their parameters. */
final class TableSql {
    private final SqlDialect dialect;
    private final OutputTable table;
    private final ExistingTable existing;
    private final String name;

    /** Positions of the key columns. */
    private final List<Integer> keys;

    TableSql(SqlDialect dialect, OutputTable table, ExistingTable existing) {
        this.dialect = dialect;
        this.table = table;
        this.existing = existing;
        this.name = TableName.of(table.name()).quoted(dialect);
        this.keys = IntStream.range(0, table.columns().size())
                .filter(i -> table.columns().get(i).isKey())
                .boxed()
                .toList();
    }

    boolean hasKeys() {
        return !keys.isEmpty();
    }

    /** Whether an upsert may silently have replaced the row of another key. */
    boolean mayMistakeRows() {
        return hasKeys()
                && (keys.stream().anyMatch(i -> !tellsApart(i))
                        || (dialect.replacesByAnyIndex()
                                && existing.uniqueIndexes().size() > 1));
    }

    String upsert() {
        return dialect.upsert(
                TableName.of(table.name()),
                table.columns().stream().map(OutputColumn::name).toList(),
                table.keys().stream().map(OutputColumn::name).toList());
    }

    /** Deletes the row of a key; with no keys all rows. */
    String delete() {
        return "delete from " + name + (hasKeys() ? " where " + hasKey() : "");
    }

    /** Counts the rows with one of several keys; how many keys is a parameter. */
    String count(int rows) {
        return "select count(*) from " + name + " where " + ("(" + hasKey() + ") or ").repeat(rows - 1) + "(" + hasKey()
                + ")";
    }

    /** Answers the number of rows, 2 where there are more. */
    String countToTwo() {
        return "select count(*) from (select 1 as one from " + name + " limit 2) as rows_there";
    }

    void setRow(PreparedStatement statement, OutputRow row) throws SQLException {
        for (int i = 0; i < row.values().size(); i++) {
            set(statement, i + 1, row.values().get(i));
        }
    }

    /** From a first parameter on; answers the next. */
    int setKey(PreparedStatement statement, int first, OutputRow row) throws SQLException {
        int next = first;
        for (int key : keys) {
            Object value = row.values().get(key);
            set(statement, next++, value);
            if (!tellsApart(key)) {
                set(statement, next++, value);
            }
        }
        return next;
    }

    /** The columns of the keys that are one for the server where they should not be, with how they are compared. */
    String comparedBy() {
        List<String> compared = new ArrayList<>();
        for (int key : keys) {
            if (!tellsApart(key)) {
                compared.add(table.columns().get(key).name() + " is compared by "
                        + there(key).collation());
            }
        }
        return compared.isEmpty() ? "another unique index has it" : String.join(", ", compared);
    }

    private String hasKey() {
        return keys.stream()
                .map(key -> {
                    String column = dialect.quoted(table.columns().get(key).name());
                    return tellsApart(key) ? column + " = ?" : Objects.requireNonNull(dialect.exactly(column));
                })
                .collect(Collectors.joining(" and "));
    }

    private boolean tellsApart(int column) {
        return dialect.tellsApart(there(column));
    }

    private ExistingColumn there(int column) {
        return existing.column(table.columns().get(column).name()).orElseThrow();
    }

    private void set(PreparedStatement statement, int parameter, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(parameter, Types.NULL);
        } else if (value instanceof Instant instant) {
            statement.setObject(parameter, dialect.time(instant.truncatedTo(ChronoUnit.MICROS)));
        } else {
            statement.setObject(parameter, value);
        }
    }
}
