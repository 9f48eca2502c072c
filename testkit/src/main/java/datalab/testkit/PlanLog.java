package datalab.testkit;

import datalab.postgres.PostgresSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The plans by which a server has really answered, as its {@code auto_explain} logs them. */
public final class PlanLog {
    /** In the text of each statement that searches an index of positions. */
    public static final String SEARCH = " as search (";

    /** In the text of each statement that goes through a stream in the order of time. */
    public static final String WALK = " order by _time, _partition, _offset limit ";

    private static final String BEGIN = """
            do $$ begin
                execute format('alter database %1$I set session_preload_libraries = auto_explain', current_database());
                execute format('alter database %1$I set auto_explain.log_min_duration = 0', current_database());
                execute format('alter database %1$I set auto_explain.log_analyze = on', current_database());
                execute format('alter database %1$I set auto_explain.log_buffers = on', current_database());
                execute format('alter database %1$I set auto_explain.log_timing = off', current_database());
            end $$
            """;

    private final PostgisServer server;
    private int read;

    private PlanLog(PostgisServer server) {
        this.server = server;
    }

    /** Of all connections to a database that are made from now on. */
    public static PlanLog begin(PostgisServer server, PostgresSettings database) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(BEGIN);
        }
        PlanLog log = new PlanLog(server);
        log.next(SEARCH);
        return log;
    }

    /** The plans since the last call, of statements whose text has these words: the lines of each. */
    public List<List<String>> next(String words) throws IOException {
        List<String> lines = server.log();
        List<List<String>> entries = new ArrayList<>();
        for (String line : lines.subList(read, lines.size())) {
            if (!line.startsWith("\t") || entries.isEmpty()) {
                entries.add(new ArrayList<>());
            }
            entries.getLast().add(line.strip());
        }
        read = lines.size();
        return entries.stream()
                .filter(entry -> entry.stream().anyMatch(line -> line.contains("Query Text: "))
                        && entry.stream().anyMatch(line -> line.contains(words.strip())))
                .map(PlanLog::plan)
                .toList();
    }

    /** Without the statement's text, and without what the server had guessed. */
    private static List<String> plan(List<String> entry) {
        return entry.stream()
                .dropWhile(line -> !line.contains("(cost="))
                .map(line -> line.replaceAll(" +\\(cost=[^)]*\\)", ""))
                .toList();
    }
}
