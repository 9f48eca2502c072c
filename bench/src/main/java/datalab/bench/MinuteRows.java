package datalab.bench;

import datalab.postgres.PostgresSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The rows of the view {@code per_minute} in PostgreSQL, of either side; the first result is the reference for others. */
record MinuteRows(Connection connection, PostgresSettings settings) {
    static final Side DATALAB = new Side(
            "select sum(next_offset) from datalab.progress where lab = 'bench' and stream = 'readings'",
            "select name, window_start at time zone 'UTC' as window_start, n, mean, low, high from bench.per_minute");

    static final Side FLINK = new Side(
            "select sum(n) from flink.per_minute",
            "select name, window_start, n, mean, low, high from flink.per_minute");

    /**
     * Where one side keeps its rows.
     *
     * @param eventsInView a query for how many events are in them
     * @param rows a query for all of them
     */
    record Side(String eventsInView, String rows) {}

    /** Back to a database that is empty except for the reference rows. */
    void forget() throws SQLException {
        execute("drop schema if exists bench cascade");
        execute("drop schema if exists datalab cascade");
        execute("drop schema if exists flink cascade");
        execute("create schema flink");
        execute("""
                create table flink.per_minute (name text, window_start timestamp, n bigint,
                    mean double precision, low double precision, high double precision, primary key (name, window_start))
                """);
    }

    void requireSame(Side side, int events) throws SQLException {
        execute("create schema if not exists compared");
        execute("create table if not exists compared.per_minute as " + side.rows());
        // Sums of doubles depend on their order, where they are not compensated.
        long different = number("""
                select count(*) from compared.per_minute as first
                full join (%s) as now using (name, window_start)
                where now.n is distinct from first.n or now.low is distinct from first.low
                    or now.high is distinct from first.high or abs(now.mean - first.mean) > 1e-9
                """.formatted(side.rows()));
        long counted = number("select sum(n) from compared.per_minute");
        if (different != 0 || counted != events) {
            throw new IllegalStateException(different + " rows differ; they count " + counted + " events of " + events);
        }
    }

    long count() throws SQLException {
        return number("select count(*) from compared.per_minute");
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
