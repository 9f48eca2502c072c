package datalab.process.publish;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.store.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The store under a walk, and what others do to its database beside it. Owned by one thread. */
record WalkedLedger(Store store, Connection connection) {

    /** Takes a name's events out of the archive, as one that comes along would. */
    void forget(Lab lab, String name) {
        run("delete from %s.events where name = '%s'".formatted(lab.schema(), name));
    }

    /** Before a commit: answers what takes it back, as a crash of the server does where a commit has not waited for the disk. */
    Runnable before(Lab lab, EventStream stream, int partition) {
        String where =
                "where lab = '%s' and stream = '%s' and partition = %d".formatted(lab.name(), stream.name(), partition);
        String offset = text("select next_offset from datalab.progress " + where);
        String partials = "datalab.partial_"
                + text("select id from datalab.views where lab = '%s' and state = 'serving'".formatted(lab.name()));
        String kept = text("select coalesce(jsonb_agg(to_jsonb(p)), '[]') from %s p where _partition = %d"
                .formatted(partials, partition));
        return () -> {
            run("delete from %s.%s where _partition = %d and _offset >= %s"
                    .formatted(lab.schema(), stream.name(), partition, offset));
            run("update datalab.progress set next_offset = " + offset + " " + where);
            run("delete from %s where _partition = %d".formatted(partials, partition));
            insert(partials, kept);
        };
    }

    private void insert(String table, String rows) {
        String sql =
                "insert into %s select * from jsonb_populate_recordset(null::%s, ?::jsonb)".formatted(table, table);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, rows);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String text(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                throw new IllegalStateException("nothing: " + sql);
            }
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
