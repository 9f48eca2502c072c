package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import datalab.testkit.MariaDbServer;
import datalab.testkit.Needs;
import datalab.testkit.TestMariaDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables in a MariaDB equal a stream and its views, whatever is killed; and no row of them ever goes back. */
@Needs(Needs.Part.MARIADB)
final class OutputsIT {
    private static final String LAB = """
            lab: outs
            streams:
              users:
                key: id
                unique: id
                fields: {id: string, name: string}
                out: {to: shop, table: user}
            views:
              joined:
                of: users
                every: EVERY
                n: count
                out: {to: shop, table: user_count, columns: {time: window_start, joined: n}}
              total: {of: users, n: count, out: {to: shop, table: total}}
            """;
    private static final String SETTINGS = """
            servers:
              shop: {kind: jdbc, url: "URL", user: USER, password: "PASSWORD"}
            """;
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final TestMariaDb mariadb = new TestMariaDb();

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;
    private static String config;

    @BeforeAll
    static void start() throws IOException {
        mariadb.execute("create table user (id varchar(100) primary key, name varchar(12))"); // as one that people have
        lab("1s");
        config = Files.writeString(folder.resolve("datalab.yaml"), settings()).toString();
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab.start("--config", config);
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void equalTheViewsAfterKillsAndAChangedDefinition() throws Exception {
        Load load = new Load();
        Watch watch = new Watch();
        try {
            awaitUsers(load, 100);
            datalab.kill();
            datalab.start("--config", config);
            awaitUsers(load, 200);
            mariadb.server().kill();
            awaitAlarm();
            mariadb.server().start();
            awaitUsers(load, 300);
            load.end();
            awaitEqual(load);
        } finally {
            load.end();
            watch.end();
        }
        assertThat(watch.fault).isEmpty();
        assertThat(watch.looks.get()).isPositive();

        datalab.stop();
        lab("2s");
        datalab.start("--config", config);
        Awaitility.await().untilAsserted(() -> {
            assertThat(windows()).isEqualTo(rowsOfTable()).isNotEmpty();
            assertThat(windows().keySet()).allMatch(start -> start.toEpochSecond(ZoneOffset.UTC) % 2 == 0);
        });

        mariadb.execute("delete from user");
        mariadb.execute("insert into user_count (time, joined) values ('2001-01-01 00:00:00', 5)");
        Ran published =
                Ran.datalab("publish", "outs.users", "--url", datalab.url("/").toString());
        assertThat(published.exit()).as(published.output()).isZero();
        assertThat(published.output()).contains("outs.users is in shop/user");
        assertThat(number("select count(*) from user")).isEqualTo(number("select n from total"));
        refusesARowAndSaysSo();
    }

    /** Its name is longer than the column: the others are written all the same. */
    private static void refusesARowAndSaysSo() throws Exception {
        long before = number("select count(*) from user");
        String users = "{\"id\":\"long\",\"name\":\"longer than twelve\"}\n{\"id\":\"short\",\"name\":\"short\"}\n";
        assertThat(datalab.post("/labs/outs/streams/users", "application/x-ndjson", users)
                        .statusCode())
                .isEqualTo(200);
        Awaitility.await().until(() -> number("select count(*) from user") == before + 1);

        Ran published = Ran.datalab(
                "publish",
                "outs.users",
                "--to",
                "shop",
                "--url",
                datalab.url("/").toString());

        assertThat(published.exit()).isEqualTo(1);
        assertThat(published.output()).contains("but for 1 row that the server refuses", "[\"long\"]", "name");
        assertThat(Ran.datalab(
                                "publish",
                                "outs.nobody",
                                "--url",
                                datalab.url("/").toString())
                        .output())
                .contains("no out: of 'nobody'", "users to shop/user");
    }

    /** Sends users until it is ended, each batch until it is acknowledged. */
    private static final class Load {
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread thread = Thread.ofPlatform().start(this::run);

        private void run() {
            while (!over.get()) {
                int from = sent.get();
                StringBuilder lines = new StringBuilder();
                for (int i = from; i < from + 10; i++) {
                    lines.append("{\"id\":\"u")
                            .append(i)
                            .append("\",\"name\":\"user ")
                            .append(i)
                            .append("\"}\n");
                }
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(50))
                        .ignoreException(UncheckedIOException.class)
                        .until(() -> datalab.post("/labs/outs/streams/users", "application/x-ndjson", lines.toString())
                                        .statusCode()
                                == 200);
                sent.addAndGet(10);
            }
        }

        void end() throws InterruptedException {
            over.set(true);
            thread.join();
        }
    }

    /** Looks at the tables as another program does: numbers of a window, and of all, only grow. */
    private static final class Watch {
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger looks = new AtomicInteger();
        private final Map<LocalDateTime, Long> seen = new TreeMap<>();
        private volatile String fault = "";
        private long total;
        private final Thread thread = Thread.ofPlatform().start(this::run);

        private void run() {
            while (!over.get()) {
                try {
                    rowsOfTable().forEach((start, n) -> {
                        if (n < seen.getOrDefault(start, 0L)) {
                            fault = "window " + start + " went back to " + n;
                        }
                        seen.put(start, n);
                    });
                    long now = number("select coalesce(max(n), 0) from total");
                    if (now < total) {
                        fault = "the total went back from " + total + " to " + now;
                    }
                    total = now;
                    looks.incrementAndGet();
                } catch (SQLException e) {
                    // It is being killed, or the table is not made yet.
                }
            }
        }

        void end() throws InterruptedException {
            over.set(true);
            thread.join();
        }
    }

    private static void lab(String every) throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("labs/outs")).resolve("lab.yaml"), LAB.replace("EVERY", every));
    }

    private static String settings() {
        return SETTINGS.replace("URL", mariadb.url("mariadb"))
                .replace("USER", MariaDbServer.USER)
                .replace("PASSWORD", MariaDbServer.PASSWORD);
    }

    private static void awaitUsers(Load load, int more) {
        int target = load.sent.get() + more;
        Awaitility.await()
                .ignoreException(SQLException.class)
                .until(() -> number("select count(*) from user") >= target);
    }

    private static void awaitAlarm() {
        Awaitility.await().untilAsserted(() -> assertThat(outputs().toString()).contains("\"alarm\":\"shop: cannot"));
        HttpResponse<String> ready = datalab.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"degraded\"", "\"outputs\":{\"ok\":false", "shop: cannot");
    }

    private static void awaitEqual(Load load) {
        Awaitility.await().untilAsserted(() -> {
            assertThat(number("select count(*) from user")).isEqualTo(load.sent.get());
            assertThat(number("select n from total")).isEqualTo(load.sent.get());
            assertThat(rowsOfTable()).isEqualTo(windows());
        });
        assertThat(outputs().findValues("alarm")).allMatch(JsonNode::isNull);
    }

    private static JsonNode outputs() {
        return json("/labs/outs/outputs");
    }

    private static Map<LocalDateTime, Long> windows() {
        Map<LocalDateTime, Long> windows = new TreeMap<>();
        for (JsonNode row : json("/labs/outs/views/joined?limit=1000").path("rows")) {
            String start = row.path("window_start").asText().replace("Z", "");
            windows.put(LocalDateTime.parse(start), row.path("n").asLong());
        }
        return windows;
    }

    private static Map<LocalDateTime, Long> rowsOfTable() throws SQLException {
        Map<LocalDateTime, Long> rows = new TreeMap<>();
        try (Connection connection = mariadb.server().connect(mariadb.database());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select time, joined from user_count")) {
            while (row.next()) {
                rows.put(row.getObject(1, LocalDateTime.class), row.getLong(2));
            }
        }
        return rows;
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = mariadb.server().connect(mariadb.database());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static JsonNode json(String path) {
        try {
            return JSON.readTree(datalab.get(path).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
