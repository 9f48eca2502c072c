package datalab.out.jdbc;

import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an output's rows, each write a transaction that holds the output's fence. A connection that rested long is replaced. */
final class JdbcWriter implements OutputWriter {
    private final JdbcConnections connections;
    private final OutputTable table;
    private final OutputFence fence;
    private final long session;
    private final WriteRows rows;

    private @Nullable Connection connection;
    private long usedAt = System.nanoTime();

    JdbcWriter(JdbcConnections connections, Connection connection, OutputTable table, long session, WriteRows rows) {
        this.connections = connections;
        this.connection = connection;
        this.table = table;
        this.fence = new OutputFence(connections.dialect());
        this.session = session;
        this.rows = rows;
    }

    @Override
    public List<RefusedRow> write(long version, List<OutputRow> written) {
        if (written.isEmpty()) {
            return List.of();
        }
        Connection transaction = connected();
        boolean isCommitted = false;
        try {
            fence.hold(transaction, table.output(), session);
            List<RefusedRow> refused = rows.write(transaction, written);
            transaction.commit();
            isCommitted = true;
            usedAt = System.nanoTime();
            return refused;
        } catch (SQLException e) {
            throw connections.unavailable("write table " + table.name(), e);
        } finally {
            if (!isCommitted) {
                drop();
            }
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                JdbcConnections.abort(open);
            }
        }
    }

    /** Throws {@link OutputUnavailable} where it cannot connect. */
    private Connection connected() {
        if (System.nanoTime() - usedAt > connections.limits().reuse().toNanos()) {
            drop();
        }
        Connection open = connection;
        if (open == null) {
            open = connections.open();
            connection = open;
        }
        return open;
    }

    private void drop() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            JdbcConnections.abort(open);
        }
    }
}
