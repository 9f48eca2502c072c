package datalab.system;

import datalab.postgres.PostgresSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Triggers that make batches last: between the first moment at which a batch tells how far it is and the next, and in each
 * step in which it writes rows. So a test can look at one, or end it, in the middle.
 */
final class SlowBatches {
    /** Long enough that a batch tells how far it is after its first partition. */
    private static final double BEFORE_FIRST_SECONDS = 0.8;

    private final PostgresSettings postgres;

    SlowBatches(PostgresSettings postgres) {
        this.postgres = postgres;
    }

    void betweenTellings(Duration pause) throws SQLException {
        makePause();
        execute(trigger("datalab.views", "before update", "for each row", BEFORE_FIRST_SECONDS)
                .replace("execute", "when (new.last_generation > old.last_generation) execute"));
        execute(trigger("datalab.batches", "before update", "for each row", pause.toMillis() / 1e3)
                .replace("execute", "when (old.events_done > 0 and old.events_done < old.events_total) execute"));
    }

    /** Where each writing of up to 2,000 rows of a view takes so long as well. */
    void inEachWriting(String view, Duration pause) throws SQLException {
        String table = "datalab.partial_" + text("select id from datalab.views where name = '" + view + "'");
        makePause();
        execute(trigger(table, "before insert", "for each statement", pause.toMillis() / 1e3));
    }

    private void makePause() throws SQLException {
        execute("""
                create or replace function public.pause() returns trigger language plpgsql as
                $$ begin perform pg_sleep(tg_argv[0]::float8); return new; end $$""");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the only row. */
    String text(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? "" + row.getString(1) : "";
        }
    }

    private static String trigger(String table, String when, String each, double seconds) {
        return "create trigger pause %s on %s %s execute function public.pause('%s')"
                .formatted(when, table, each, seconds);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
    }
}
