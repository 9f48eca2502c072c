package datalab.bench.load;

import datalab.postgres.PostgresSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What DataLab's tables and indexes take in one PostgreSQL database, whatever they are. Not thread-safe. */
public final class TableBytes implements AutoCloseable {
    private static final String TABLES = """
            select c.oid, n.nspname || '.' || c.relname as name, pg_total_relation_size(c.oid) as total,
                pg_table_size(c.oid) as heap
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema)'
            """;

    /** Less than this is not worth a line. */
    private static final double SHOWN_MIN = 0.5;

    private final Connection connection;

    public TableBytes(PostgresSettings settings) throws SQLException {
        connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    /** All tables with their indexes. */
    public long all() {
        return number("select sum(total) from (" + TABLES + ") as tables");
    }

    /** How much has been written to PostgreSQL's log of changes since there is one. */
    public long changes() {
        return number("select (pg_current_wal_lsn() - '0/0')::bigint");
    }

    /** A line for each table and index and, of the largest table, for each column: bytes a reading. */
    public void print(double events) {
        rows(TABLES + " order by total desc", table -> {
            if (table.getLong("total") / events >= SHOWN_MIN) {
                line("  ", table.getString("name"), table.getLong("heap") / events);
                columns(table.getString("name"), events);
                indexes(table.getLong("oid"), events);
            }
        });
    }

    private void columns(String table, double events) {
        rows("select count(*) as rows from " + table, count -> {
            if (count.getLong("rows") >= events) {
                // Without what a row and its page need themselves, and without padding.
                rows("""
                        select attname as name from pg_attribute
                        where attrelid = '%s'::regclass and attnum > 0 and not attisdropped and attgenerated <> 'v'
                        """.formatted(table), column -> column(table, column.getString("name"), events));
            }
        });
    }

    private void column(String table, String name, double events) {
        String sizes = "select coalesce(sum(pg_column_size(\"%s\")), 0) from %s".formatted(name, table);
        line("    column ", name, number(sizes) / events);
    }

    private void indexes(long table, double events) {
        rows(
                """
                select indexrelid::regclass as name, pg_relation_size(indexrelid) as size
                from pg_index where indrelid = %d and pg_relation_size(indexrelid) >= %s order by size desc
                """.formatted(table, SHOWN_MIN * events),
                index -> line("    index ", index.getString("name"), index.getLong("size") / events));
    }

    private static void line(String indent, String name, double bytes) {
        System.out.printf("  %s%-60s %7.1f%n", indent, name, bytes);
    }

    private long number(String sql) {
        long[] found = new long[1];
        rows(sql, row -> found[0] = row.getLong(1));
        return found[0];
    }

    private void rows(String sql, EachRow each) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                each.row(rows);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** What to do with a row. */
    private interface EachRow {
        void row(ResultSet row) throws SQLException;
    }
}
