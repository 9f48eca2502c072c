package datalab.out.jdbc;

import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Tables of one server. Holds no connection; each writer has one of its own. */
final class JdbcTarget implements OutputTarget {
    private final JdbcConnections connections;
    private final SqlDialect dialect;
    private final OutputFence fence;

    JdbcTarget(JdbcConnections connections) {
        this.connections = connections;
        this.dialect = connections.dialect();
        this.fence = new OutputFence(dialect);
    }

    /** What is done in a transaction. */
    private interface Work<T> {
        T of(Connection connection) throws SQLException;
    }

    @Override
    public void prepare(OutputTable table) {
        committed("prepare table " + table.name(), false, connection -> {
            fence.prepare(connection);
            TableName name = TableName.of(table.name());
            if (new ReadTable(dialect).kind(connection, name).isEmpty()) {
                try (Statement create = connection.createStatement()) {
                    create.execute(dialect.createTable(connection, name, table.columns()));
                }
            }
            return checked(connection, table);
        });
    }

    @Override
    public OutputWriter open(OutputTable table) {
        return committed("open table " + table.name(), true, connection -> {
            ExistingTable existing = checked(connection, table);
            long session = fence.raise(connection, table.output());
            WriteRows rows =
                    new WriteRows(new RowCheck(dialect, table, existing), new TableSql(dialect, table, existing));
            return new JdbcWriter(connections, connection, table, session, rows);
        });
    }

    @Override
    public void check() {
        committed("ask for its health", false, connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("select 1");
            }
        });
    }

    @Override
    public void close() {
        // Writers close their connections.
    }

    private ExistingTable checked(Connection connection, OutputTable table) throws SQLException {
        ExistingTable existing = new ReadTable(dialect)
                .read(connection, TableName.of(table.name()))
                .orElseThrow(() -> new OutputMismatch("table " + table.name() + ": is not there"));
        new TableCheck(dialect, table, existing).check();
        if (table.keys().isEmpty()) {
            checkHoldsOneRow(connection, table, existing);
        }
        return existing;
    }

    /** Writing a row without keys deletes all others. */
    private void checkHoldsOneRow(Connection connection, OutputTable table, ExistingTable existing)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(new TableSql(dialect, table, existing).countToTwo())) {
            rows.next();
            if (rows.getInt(1) > 1) {
                throw new OutputMismatch(
                        "table " + table.name() + ": holds several rows, and an output without key columns"
                                + " would delete them all for its one row");
            }
        }
    }

    /** The connection is closed unless the work has succeeded and keeps it. */
    private <T> T committed(String doing, boolean keepsConnection, Work<T> work) {
        Connection connection = connections.open();
        boolean isCommitted = false;
        try {
            T done = work.of(connection);
            connection.commit();
            isCommitted = true;
            if (!keepsConnection) {
                connection.close();
            }
            return done;
        } catch (SQLException e) {
            throw connections.unavailable(doing, e);
        } finally {
            if (!isCommitted) {
                JdbcConnections.abort(connection);
            }
        }
    }
}
