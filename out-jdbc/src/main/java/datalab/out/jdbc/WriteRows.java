package datalab.out.jdbc;

import datalab.store.output.OutputRow;
import datalab.store.output.RefusedRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes rows of one table in the transaction that is under way. */
record WriteRows(RowCheck check, TableSql sql) {

    /** Writes some rows, all or none. */
    private interface Batch {
        void write(Connection connection, List<OutputRow> rows) throws SQLException;
    }

    /** Deletes come first: what they leave free others may take. */
    List<RefusedRow> write(Connection connection, List<OutputRow> rows) throws SQLException {
        List<RefusedRow> refused = new ArrayList<>();
        List<OutputRow> gone = new ArrayList<>();
        List<OutputRow> present = new ArrayList<>();
        for (OutputRow row : rows) {
            Optional<String> why = check.refusal(row);
            if (why.isEmpty()) {
                (row.isGone() ? gone : present).add(row);
            } else if (!row.isGone()) { // a key that the table cannot have is not there
                refused.add(new RefusedRow(row, why.get()));
            }
        }
        write(connection, gone, this::delete, refused);
        write(connection, present, this::upsert, refused);
        return refused;
    }

    /** Halves what the server refuses until the rows are found that it does not take. */
    private void write(Connection connection, List<OutputRow> rows, Batch batch, List<RefusedRow> refused)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            batch.write(connection, rows);
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            if (!JdbcErrors.isOfRow(e)) {
                throw e;
            }
            connection.rollback(before);
            if (rows.size() == 1) {
                refused.add(new RefusedRow(rows.getFirst(), JdbcErrors.message(e)));
                return;
            }
            int half = rows.size() / 2;
            write(connection, rows.subList(0, half), batch, refused);
            write(connection, rows.subList(half, rows.size()), batch, refused);
        }
    }

    private void delete(Connection connection, List<OutputRow> rows) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql.delete())) {
            for (OutputRow row : rows) {
                sql.setKey(delete, 1, row);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    private void upsert(Connection connection, List<OutputRow> rows) throws SQLException {
        if (!sql.hasKeys()) {
            try (Statement delete = connection.createStatement()) {
                delete.executeUpdate(sql.delete());
            }
        }
        for (List<OutputRow> part : check.parts(rows)) {
            send(connection, part);
            if (sql.mayMistakeRows()) {
                compare(connection, part);
            }
        }
    }

    private void send(Connection connection, List<OutputRow> rows) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(sql.upsert())) {
            for (OutputRow row : rows) {
                sql.setRow(upsert, row);
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** Each row has to be there under its very own key. */
    private void compare(Connection connection, List<OutputRow> rows) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(sql.count(rows.size()))) {
            int parameter = 1;
            for (OutputRow row : rows) {
                parameter = sql.setKey(count, parameter, row);
            }
            try (ResultSet answer = count.executeQuery()) {
                answer.next();
                if (answer.getInt(1) != rows.size()) {
                    throw new SQLIntegrityConstraintViolationException(
                            "the table takes the row for another one that it has: " + sql.comparedBy(), "23000");
                }
            }
        }
    }
}
