package datalab.out.jdbc;

import datalab.store.output.OutputFenced;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Keeps older writers of an output out: a row of a table in the output's database counts the writers that were opened. A write
 * holds the row while it is under way, so that opening waits for it, and a write after that finds another number.
 */
record OutputFence(SqlDialect dialect) {
    static final String TABLE = "datalab_outputs";

    void prepare(Connection connection) throws SQLException {
        if (new ReadTable(dialect).kind(connection, new TableName(null, TABLE)).isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(dialect.createFence());
            }
        }
    }

    /** The session of a new writer, which counts when the transaction is committed. */
    long raise(Connection connection, String output) throws SQLException {
        try (PreparedStatement raise = connection.prepareStatement(dialect.raiseSession())) {
            raise.setString(1, output);
            raise.executeUpdate();
        }
        return session(connection, output, "");
    }

    /** Until the transaction ends nobody else is opened. */
    void hold(Connection connection, String output, long session) throws SQLException {
        if (session(connection, output, dialect.forShare()) != session) {
            throw new OutputFenced(output);
        }
    }

    /** 0 where there is none. */
    private static long session(Connection connection, String output, String lock) throws SQLException {
        String sql = "select session from " + TABLE + " where output = ? " + lock;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, output);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }
}
