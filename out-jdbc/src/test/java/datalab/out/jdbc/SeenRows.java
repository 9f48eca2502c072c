package datalab.out.jdbc;

import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What other programs see of a table, read by a connection of their own. */
final class SeenRows {
    private SeenRows() {}

    static List<List<@Nullable Object>> of(JdbcConnections connections, OutputTable table) {
        String columns = table.columns().stream()
                .map(column -> connections.dialect().quoted(column.name()))
                .collect(Collectors.joining(", "));
        String sql = "select " + columns + " from " + TableName.of(table.name()).quoted(connections.dialect());
        List<List<@Nullable Object>> seen = new ArrayList<>();
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 0; i < table.columns().size(); i++) {
                    row.add(value(rows, i + 1, table.columns().get(i)));
                }
                seen.add(Collections.unmodifiableList(row));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
        return seen;
    }

    /** Servers write JSON with blanks of their own. */
    private static @Nullable Object value(ResultSet rows, int i, OutputColumn column) throws SQLException {
        String text = rows.getString(i);
        if (text == null) {
            return null;
        }
        return switch (column.type()) {
            case STRING -> text;
            case JSON -> text.replace(" ", "");
            case NUMBER -> rows.getDouble(i);
            case INTEGER -> rows.getLong(i);
            case BOOLEAN -> rows.getBoolean(i);
            case TIME ->
                LocalDateTime.parse(text.replaceFirst("\\+00$", "").replace(' ', 'T'))
                        .toInstant(ZoneOffset.UTC);
        };
    }
}
