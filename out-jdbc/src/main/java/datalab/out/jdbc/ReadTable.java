package datalab.out.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads from the server's catalog what a table is like. */
record ReadTable(SqlDialect dialect) {
    private static final String EXPRESSION = "(an expression)";

    /** Empty where the table is missing. */
    Optional<ExistingTable> read(Connection connection, TableName name) throws SQLException {
        Optional<String> kind = kind(connection, name);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ExistingTable(
                kind.get(),
                columns(connection, name),
                uniqueIndexes(connection, name),
                bytesMax(connection),
                dialect.foldsCase()));
    }

    /** Empty where the table is missing. */
    Optional<String> kind(Connection connection, TableName name) throws SQLException {
        try (PreparedStatement statement = of(connection, dialect.selectKind(), name);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }

    private List<ExistingColumn> columns(Connection connection, TableName name) throws SQLException {
        List<ExistingColumn> columns = new ArrayList<>();
        try (PreparedStatement statement = of(connection, dialect.selectColumns(), name);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                columns.add(new ExistingColumn(
                        rows.getString("name"),
                        rows.getString("type"),
                        number(rows, "length_max"),
                        number(rows, "fraction_digits"),
                        rows.getBoolean("is_nullable"),
                        rows.getBoolean("has_default"),
                        rows.getBoolean("is_generated"),
                        rows.getString("collation_name")));
            }
        }
        return columns;
    }

    private List<Set<String>> uniqueIndexes(Connection connection, TableName name) throws SQLException {
        Map<String, Set<String>> columns = new LinkedHashMap<>();
        try (PreparedStatement statement = of(connection, dialect.selectUniqueIndexes(), name);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                columns.computeIfAbsent(rows.getString("index_name"), index -> new LinkedHashSet<>())
                        .add(Objects.requireNonNullElse(rows.getString("column_name"), EXPRESSION));
            }
        }
        return List.copyOf(columns.values());
    }

    private long bytesMax(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(dialect.selectBytesMax())) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static PreparedStatement of(Connection connection, String sql, TableName name) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, name.schema());
        statement.setString(2, name.table());
        return statement;
    }

    private static @Nullable Long number(ResultSet rows, String column) throws SQLException {
        long number = rows.getLong(column);
        return rows.wasNull() ? null : number;
    }
}
