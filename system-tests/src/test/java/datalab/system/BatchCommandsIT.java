package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about batches, each in a process of its own, beside a DataLab with its embedded PostgreSQL. */
final class BatchCommandsIT {
    private static final String LAB = """
            lab: walk
            streams:
              steps:
                key: who
                fields: {who: {type: string}}
                in: {http: POST /steps}
            views:
              taken: {of: steps, by: [who], n: count}
            """;

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;

    @BeforeAll
    static void startWithEvents() throws IOException {
        Files.createDirectories(folder.resolve("labs/walk"));
        Files.writeString(folder.resolve("labs/walk/lab.yaml"), LAB);
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab.start();
        datalab.post("/steps", "application/json", "[{\"who\":\"ann\"},{\"who\":\"ann\"},{\"who\":\"bob\"}]");
        awaitServed("{\"who\":\"ann\",\"n\":2}");
        awaitServed("{\"who\":\"bob\",\"n\":1}");
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void verifyFindsARowThatWasTamperedWithAndRebuildMendsIt() throws Exception {
        Ran rebuilt = asked("rebuild");
        assertThat(rebuilt.exit()).as(rebuilt.output()).isZero();
        assertThat(rebuilt.output()).containsPattern("walk\\.taken rebuilt: 2 rows from 3 records of the log in ");
        Ran fine = asked("verify");
        assertThat(fine.exit()).as(fine.output()).isZero();
        assertThat(fine.output()).contains("walk.taken: 0 of 2 rows differ");

        tamperWithAnn();
        Ran found = asked("verify");
        Ran foundByBatch = batch("--kind", "verify");
        Ran mended = asked("rebuild");
        Ran fineAgain = asked("verify");

        assertThat(found.exit()).as(found.output()).isEqualTo(1);
        assertThat(found.output())
                .contains(" | {\"who\":\"ann\",\"n\":2} | the columns that SQL shows are not those of the row")
                .contains("walk.taken: 1 of 2 rows differ");
        assertThat(foundByBatch.exit()).as(foundByBatch.output()).isEqualTo(1);
        assertThat(foundByBatch.output()).contains("the columns that SQL shows", "1 differing of 2 rows");
        assertThat(mended.exit()).as(mended.output()).isZero();
        assertThat(fineAgain.exit()).as(fineAgain.output()).isZero();
        awaitServed("{\"who\":\"ann\",\"n\":2}");
    }

    @Test
    void batchRunsOnceAgainstASharedPostgres() throws Exception {
        for (String kind : new String[] {"compact", "recompute", "verify"}) {
            Ran batch = batch("--kind", kind);

            assertThat(batch.exit()).as(batch.output()).isZero();
            assertThat(batch.output()).contains(kind + " of walk.taken done: ");
        }
    }

    @Test
    void batchEndsWithThreeWhereAnotherIsRunning() throws Exception {
        execute("insert into datalab.batches (lab, view, kind, state, owner, lease_until)"
                + " values ('walk', 'taken', 'verify', 'running', 'test', now() + interval '1 hour')");
        try {
            Ran batch = batch();
            Ran rebuild = asked("rebuild", "--timeout", "1");

            assertThat(batch.exit()).as(batch.output()).isEqualTo(3);
            assertThat(batch.output()).contains("another batch of the view is running");
            assertThat(rebuild.exit()).as(rebuild.output()).isEqualTo(1);
            assertThat(rebuild.output()).contains("is in the way: verify", "run by test", "--timeout");
        } finally {
            execute("delete from datalab.batches where owner = 'test' or state = 'requested'");
        }
    }

    @Test
    void batchWithoutASharedPostgresPointsToRebuild() throws Exception {
        Ran held = Ran.datalab("batch", "walk.taken", "--labs", labs(), "--data", data());
        Ran empty = Ran.datalab(
                "batch",
                "walk.taken",
                "--labs",
                labs(),
                "--data",
                folder.resolve("none").toString());

        assertThat(held.exit()).isEqualTo(1);
        assertThat(held.output()).contains("is in use by another DataLab", "./datalab rebuild");
        assertThat(empty.exit()).isEqualTo(1);
        assertThat(empty.output()).contains("has no PostgreSQL").doesNotContain("\tat ");
    }

    @Test
    void wrongNamesAreExplained() throws Exception {
        Ran noView = batchOf("walk.none");
        Ran noName = Ran.datalab("verify", "walk");
        Ran notServed =
                Ran.datalab("rebuild", "walk.none", "--url", datalab.url("").toString());

        assertThat(noView.output()).contains("lab walk has no view none; it has taken");
        assertThat(noName.output()).contains("'walk' is no view; expected LAB.VIEW");
        assertThat(notServed.exit()).isEqualTo(1);
        assertThat(notServed.output()).contains("the server answered 404").doesNotContain("\tat ");
    }

    private static Ran asked(String command, String... options) throws IOException, InterruptedException {
        String[] all = new String[options.length + 4];
        System.arraycopy(
                new String[] {command, "walk.taken", "--url", datalab.url("").toString()}, 0, all, 0, 4);
        System.arraycopy(options, 0, all, 4, options.length);
        return Ran.datalab(all);
    }

    private static Ran batch(String... options) throws IOException, InterruptedException {
        return batchOf("walk.taken", options);
    }

    private static Ran batchOf(String view, String... options) throws IOException, InterruptedException {
        String[] all = new String[options.length + 4];
        System.arraycopy(new String[] {"batch", view, "--labs", labs()}, 0, all, 0, 4);
        System.arraycopy(options, 0, all, 4, options.length);
        String password = datalab.postgres().password();
        return Ran.datalab(Map.of("DATALAB_POSTGRES_URL", jdbc(), "DATALAB_POSTGRES_PASSWORD", password), all);
    }

    private static void tamperWithAnn() throws SQLException {
        String table =
                "datalab.partial_" + number("select id from datalab.views where lab = 'walk' and name = 'taken'");
        execute("update " + table + " set _n_n = _n_n + 1 where who = 'ann'");
    }

    private static void awaitServed(String row) {
        Awaitility.await()
                .until(() -> datalab.get("/labs/walk/views/taken").body().contains(row));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        jdbc(), "datalab", datalab.postgres().password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        jdbc(), "datalab", datalab.postgres().password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String jdbc() {
        return "jdbc:postgresql://127.0.0.1:" + datalab.postgresPort + "/datalab";
    }

    private static String labs() {
        return folder.resolve("labs").toString();
    }

    private static String data() {
        return folder.resolve("data").toString();
    }
}
