package datalab.store.postgres.reader;

import datalab.lab.expression.Column;
import datalab.store.sql.SqlAnswer;
import datalab.store.sql.SqlColumn;
import datalab.store.sql.SqlQuestion;
import datalab.store.sql.SqlRefused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * An answer that is read through a cursor. Only a query can have one, so that the server itself refuses everything else; that
 * it is a single statement is what the driver says that sends it, and the server, to which each message is one.
 */
final class CursorAnswer implements SqlAnswer {
    private static final String DECLARE = "declare datalab_answer no scroll cursor for\n";
    private static final String FETCH = "fetch forward %s from datalab_answer";

    /** Of the first fetch, when the length of rows is not known yet; later ones fetch about as many characters as below. */
    private static final int FIRST_ROWS = 50;

    private static final long BATCH_CHARACTERS = 4L * 1024 * 1024;
    private static final int BATCH_ROWS_MAX = 2_000;
    private static final String SYNTAX = "42601";

    private final SqlQuestion question;
    private final Statement statement;
    private final QueryWatch watch;
    private final List<SqlColumn> columns;
    private List<List<@Nullable String>> fetched;
    private long rowsNext = FIRST_ROWS;

    private CursorAnswer(SqlQuestion question, Statement statement, QueryWatch watch) throws SQLException {
        this.question = question;
        this.statement = statement;
        this.watch = watch;
        try (ResultSet rows = statement.executeQuery(FETCH.formatted(rowsNext))) {
            this.columns = columns(rows.getMetaData());
            this.fetched = rows(rows);
        }
    }

    /**
     * Asks, and fetches the first rows.
     *
     * @throws SqlRefused where the question is at fault
     */
    static CursorAnswer of(SqlQuestion question, Connection connection, QueryWatch watch) {
        try {
            Statement statement = connection.createStatement();
            statement.setEscapeProcessing(false);
            statement.execute(DECLARE + single(question.sql()));
            return new CursorAnswer(question, statement, watch);
        } catch (SQLException e) {
            throw ReaderErrors.of(question, e, watch, DECLARE.length());
        }
    }

    private static String single(String sql) throws SQLException {
        List<NativeQuery> statements = Parser.parseJdbcSql(sql, true, false, true, false, false);
        if (statements.size() != 1 || statements.getFirst().nativeSql.isBlank()) {
            throw new SqlRefused(
                    "there are " + statements.size() + " statements, expected one, such as select 1",
                    SYNTAX,
                    null,
                    null);
        }
        return statements.getFirst().nativeSql;
    }

    @Override
    public List<SqlColumn> columns() {
        return columns;
    }

    @Override
    public void each(Predicate<List<@Nullable String>> each) {
        while (!fetched.isEmpty()) {
            if (!fetched.stream().allMatch(each)) {
                return;
            }
            fetched = next();
        }
    }

    private List<List<@Nullable String>> next() {
        try (ResultSet rows = statement.executeQuery(FETCH.formatted(rowsNext))) {
            return rows(rows);
        } catch (SQLException e) {
            throw ReaderErrors.of(question, e, watch, 0);
        }
    }

    private List<List<@Nullable String>> rows(ResultSet rows) throws SQLException {
        List<List<@Nullable String>> all = new ArrayList<>();
        long characters = 0;
        while (rows.next()) {
            List<@Nullable String> cells = new ArrayList<>(columns.size());
            for (int i = 1; i <= columns.size(); i++) {
                String text = rows.getString(i);
                cells.add(text);
                characters += text == null ? 0 : text.length();
            }
            all.add(cells);
        }
        long each = characters / Math.max(1, all.size()) + columns.size();
        rowsNext = Math.clamp(BATCH_CHARACTERS / Math.max(1, each), 1, BATCH_ROWS_MAX);
        return all;
    }

    private static List<SqlColumn> columns(ResultSetMetaData described) throws SQLException {
        List<SqlColumn> columns = new ArrayList<>();
        for (int i = 1; i <= described.getColumnCount(); i++) {
            String type = described.getColumnTypeName(i);
            columns.add(new SqlColumn(described.getColumnLabel(i), type, kind(type)));
        }
        return List.copyOf(columns);
    }

    private static Column.Type kind(String type) {
        return switch (type) {
            case "bool" -> Column.Type.BOOLEAN;
            case "int2", "int4", "int8", "oid" -> Column.Type.INTEGER;
            case "float4", "float8", "numeric" -> Column.Type.NUMBER;
            case "timestamptz" -> Column.Type.TIME;
            case "json", "jsonb" -> Column.Type.JSON;
            default -> Column.Type.STRING;
        };
    }
}
