package datalab.out.jdbc;

import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What differs between servers. Stateless. */
interface SqlDialect {

    /** That of the server that a URL names. */
    static Optional<SqlDialect> of(String url) {
        if (url.startsWith("jdbc:mysql:") || url.startsWith("jdbc:mariadb:")) {
            return Optional.of(new MySqlDialect());
        }
        return url.startsWith("jdbc:postgresql:") ? Optional.of(new PostgresDialect()) : Optional.empty();
    }

    Map<String, String> driverProperties(JdbcLimits limits);

    /** A statement that bounds a session's waits, makes it strict and sets its time zone to UTC. */
    String sessionSettings(JdbcLimits limits);

    String quoted(String identifier);

    /** Whether column names that differ only in case are one. */
    boolean foldsCase();

    /** Of a table with these columns, whose key columns are its primary key. */
    String createTable(Connection connection, TableName name, List<OutputColumn> columns) throws SQLException;

    /** Of the table {@link OutputFence} locks rows of. */
    String createFence();

    /** Raises the session of an output, its one parameter, from nothing to 1. */
    String raiseSession();

    /** Ends a select of rows that others may read but not change until the transaction ends. */
    String forShare();

    /** One text of a table: what kind it is; no row where it is missing. Parameters: schema or null, table. */
    String selectKind();

    /** What {@link #selectKind} answers of a table that rows can be written to. */
    String kindNeeded();

    /** A row for each column of a table, as {@link ReadTable} reads them. Parameters: schema or null, table. */
    String selectColumns();

    /** A row for each column of each unique index: {@code index_name, column_name}. Parameters: schema or null, table. */
    String selectUniqueIndexes();

    /** Answers how many bytes rows that are sent at once may have. */
    String selectBytesMax();

    /** Types of existing columns that take a type's values. */
    Pattern taking(Column.Type type);

    /** What {@link #taking} means, in words. */
    String needed(Column.Type type);

    /** Whether the server tells any two texts of a column apart. */
    boolean tellsApart(ExistingColumn column);

    /**
     * A condition that compares a column with two parameters, both the same text, by every character. Null where there is none:
     * columns that do not tell texts apart are no keys then.
     */
    @Nullable
    String exactly(String quotedColumn);

    /** Whether an insert may replace a row that another unique index finds. */
    boolean replacesByAnyIndex();

    /** Inserts a row, with a parameter for each column. */
    default String insert(TableName name, List<String> columns) {
        return "insert into " + name.quoted(this) + " ("
                + columns.stream().map(this::quoted).collect(Collectors.joining(", ")) + ") values ("
                + "?, ".repeat(columns.size() - 1) + "?)";
    }

    /** Inserts a row, or replaces what it says beside its keys; with no keys it only inserts. */
    String upsert(TableName name, List<String> columns, List<String> keys);

    /** As the server's driver takes it. */
    Object time(Instant instant);

    /** Why the server cannot keep a value in any column; null where it can. */
    @Nullable
    String refusal(Object value);
}
