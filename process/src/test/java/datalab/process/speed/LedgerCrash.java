package datalab.process.speed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Takes commits of a lab back, the last ones first, as a crash of the ledger's server does where they have not waited for the
 * disk. What is on other servers stays. Owned by one thread.
 */
final class LedgerCrash {
    private final Connection connection;
    private final Map<String, String> tables = new LinkedHashMap<>();
    private final CommittedEvents truth;
    private final Deque<Saved> before = new ArrayDeque<>();

    /** @param truth is taken back as well */
    LedgerCrash(Connection connection, String lab, CommittedEvents truth) {
        this.connection = connection;
        this.truth = truth;
        // All that the ledger keeps of a lab: what a lab is dropped by, and the partials of its views.
        String all = """
                select 'datalab.' || quote_ident(relname), true from pg_class join pg_attribute on attrelid = pg_class.oid
                where relnamespace = 'datalab'::regnamespace and relkind = 'r' and attname = 'lab'
                union all select 'datalab.partial_' || id, false from datalab.views
                where lab = '%s' and to_regclass('datalab.partial_' || id) is not null order by 1
                """.formatted(lab);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(all)) {
            while (row.next()) {
                tables.put(row.getString(1), row.getBoolean(2) ? " where lab = '" + lab + "'" : "");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Saved(Map<String, String> rows, CommittedEvents.Saved truth) {}

    /** A commit follows that does not wait for the disk. */
    void beforeCommit() {
        Map<String, String> rows = new LinkedHashMap<>();
        tables.forEach((table, where) ->
                rows.put(table, text("select coalesce(jsonb_agg(to_jsonb(t)), '[]') from " + table + " t" + where)));
        before.push(new Saved(rows, truth.save()));
    }

    /** A transaction has waited for the disk, and all before it with it. */
    void durable() {
        before.clear();
    }

    /** Takes back some of the commits, or none. */
    void crash(Random chance) {
        Saved last = null;
        for (int i = chance.nextInt(before.size() + 1); i > 0; i--) {
            last = before.pop();
        }
        if (last != null) {
            last.rows().forEach(this::restore);
            truth.restore(last.truth());
        }
        before.clear();
    }

    private void restore(String table, String rows) {
        text("with gone as (delete from %s%s returning 1) select count(*) from gone"
                .formatted(table, tables.get(table)));
        String insert =
                "insert into %1$s overriding system value select * from jsonb_populate_recordset(null::%1$s, ?::jsonb)"
                        .formatted(table);
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, rows);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(table, e);
        }
    }

    private String text(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
