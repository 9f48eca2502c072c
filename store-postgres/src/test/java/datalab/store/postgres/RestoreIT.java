package datalab.store.postgres;

import static datalab.testkit.Needs.Part.POSTGIS;
import static datalab.testkit.Needs.Part.PSQL;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.postgres.PostgresSettings;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.near.NearCenter;
import datalab.store.near.NearQuery;
import datalab.store.sql.SqlQuestion;
import datalab.testkit.Needs;
import datalab.testkit.PostgisServer;
import datalab.testkit.Sql;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore as docs/postgres.md has them, of a database with PostGIS, as a role that is no superuser. */
@Needs({POSTGIS, PSQL})
final class RestoreIT {
    private static final Pattern COMMANDS = Pattern.compile("```shell\n(.*?)```", Pattern.DOTALL);
    private static final int TIMEOUT_SECONDS = 120;

    @TempDir
    Path folder;

    private PostgisServer server;
    private PostgresSettings superuser;

    @BeforeEach
    void startWithDatabase() throws Exception {
        server = PostgisServer.start();
        superuser = server.freshDatabase("other");
        Sql.execute(superuser, "create role datalab login createrole");
        Sql.execute(superuser, "create database datalab owner datalab");
        Sql.execute(
                as("postgres", "datalab"),
                "create schema postgis; create extension postgis schema postgis; grant usage on schema postgis to datalab");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void restoresAllByTheCommandsThatTheDocumentsShow() throws Exception {
        StoreLab lab = StoreLab.of("fair");
        List<String> commands = commands();
        try (PostgresStore store = started(lab)) {
            store.ledger().progress(lab.places(), 0);
            store.ledger()
                    .commit(CommitBuilder.of(lab.places(), 0, 0, 1)
                            .events(StoreLab.event(lab.places(), new Coordinate(0, 0), StoreLab.START, 7L, 52.5, 13.4))
                            .commit());
            assertThat(count(store)).isEqualTo(List.of("1"));
        }

        run(commands.get(0));
        Sql.execute(superuser, "alter database datalab rename to lost");
        run(commands.get(1));
        run(commands.get(2));

        try (PostgresStore store = started(lab)) {
            List<ArchivedEvent> events =
                    store.archive().events(new EventQuery(lab.places(), null, null, Map.of(), false, null, 9));
            NearCenter here = new NearCenter(52.5, 13.4, null, null);
            assertThat(events).hasSize(1);
            assertThat(store.archive()
                            .nearSearch(lab.places())
                            .orElseThrow()
                            .near(new NearQuery(lab.places(), List.of(here), 10, Map.of(), Map.of(), null, 9)))
                    .hasSize(1);
            assertThat(store.ledger().progress(lab.places(), 0).nextOffset()).isEqualTo(1);
            assertThat(count(store)).isEqualTo(List.of("1"));
        }
        assertThat(Sql.query(as("datalab", "datalab"), "select count(_point) from fair.places"))
                .isEqualTo("1");
    }

    /** As the login has it that reads the lab in SQL. */
    private static List<@Nullable String> count(PostgresStore store) {
        SqlQuestion question =
                new SqlQuestion("fair", "select count(*) from places", Duration.ofSeconds(30), () -> false);
        List<@Nullable String> rows = new ArrayList<>();
        store.sql().ask(question, answer -> {
            answer.each(rows::addAll);
            return true;
        });
        return rows;
    }

    private PostgresStore started(StoreLab lab) {
        PostgresStore store = new PostgresStore(as("datalab", "datalab"));
        store.start();
        store.prepare(lab.lab());
        return store;
    }

    /** The three blocks of its section. */
    private static List<String> commands() throws IOException {
        String text = Files.readString(Path.of("../docs/postgres.md"));
        String section = text.substring(text.indexOf("## Backup and restore"));
        return COMMANDS.matcher(section)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private void run(String commands) throws Exception {
        String port = superuser.url().replaceAll(".*:(\\d+)/.*", "$1");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder("sh", "-ec", commands.replaceAll("PGPORT=\\d+", "PGPORT=" + port))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .as(commands)
                .isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output).replace("ERROR:  role \"datalab\" already exists", ""))
                .doesNotContainIgnoringCase("error");
    }

    private PostgresSettings as(String role, String database) {
        return PostgresSettings.of(superuser.url().replaceFirst("/[^/]*$", "/" + database), role, "");
    }
}
