package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.postgres.PostgresSettings;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code datalab forget} beside a real DataLab that is killed: PostgreSQL has nothing of the key then, and keeps it so. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ForgetIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "anna-forgotten";
    private static final String LAB = """
            lab: people
            streams:
              visitors:
                key: who
                unique: who
                fields: {who: string}
                in: {http: POST /visitors}
              places:
                key: who
                time: at
                fields: {who: string, latitude: number, longitude: number, steps: number}
                position: [latitude, longitude]
                quality: [{spike: {field: steps, suspect: 5}}]
                in: {http: POST /places}
              notes:
                fields: {about: {type: string, references: visitors}, text: string}
                in: {http: POST /notes}
            views:
              seen: {of: places, by: [who], n: count, steps: sum(steps)}
              total: {of: places, every: 1d, n: count, most: "max_by(steps, who)"}
              met: {of: places, who: who, meet: {distance: 50, within: 1m}}
              names: {of: visitors, n: count, longest: "max_by(size(who), who)"}
            """;

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;

    @BeforeAll
    static void startAndSend() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("labs/people")).resolve("lab.yaml"), LAB);
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))
                .with("DATALAB_KAFKA_RETENTION", "7d");
        datalab.start();
        for (String who : List.of(KEY, "bob", "cleo")) {
            post("/visitors", "{\"who\":\"%s\"}".formatted(who));
            for (int i = 0; i < 20; i++) {
                post("/places", """
                        {"who":"%s","at":"2026-03-04T12:00:%02dZ","latitude":52.5,"longitude":13.4,"steps":%d}
                        """.formatted(who, i, i));
            }
        }
        post("/notes", "{\"about\":\"bob\",\"text\":\"tall\"}");
        datalab.post("/places", "application/json", "{\"who\":\"%s\",\"steps\":\"many\"}".formatted(KEY));
        await().until(() -> events("seen").path("rows").toString().contains("\"n\":20"));
        await().until(() -> datalab.get("/labs/people/rejects").body().contains("many"));
        await().until(() -> events("met").path("rows").size() > 0);
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    @Order(1)
    void asksBeforeItForgets() throws Exception {
        Ran ran = Ran.datalab("forget", "people", "--key", KEY, "--url", url());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.output()).contains("nothing is forgotten: --yes was not given");
        assertThat(found()).isNotEmpty();
    }

    @Test
    @Order(2)
    void removesAllOfAKeyAndSaysWhatRemains() throws Exception {
        Ran ran = Ran.datalab("forget", "people", "--key", KEY, "--yes", "--url", url());

        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output())
                .contains("removed: 20 events of places", "removed: 1 event of visitors", "removed: 1 reject of places")
                .contains("remains: log people.places, until ", "remains: backups people");
        assertThat(found()).isEmpty();
        assertViews();
    }

    @Test
    @Order(3)
    void doesNotBringItBackAfterAKillAndARebuild() throws Exception {
        datalab.kill();
        datalab.start();
        for (String view : List.of("seen", "total", "met", "names")) {
            Ran ran = Ran.datalab("rebuild", "people." + view, "--url", url());
            assertThat(ran.exit()).as(ran.output()).isZero();
        }

        assertThat(found()).isEmpty();
        assertViews();
        JsonNode record = JSON.readTree(datalab.get("/labs/people/forget").body())
                .path("rows")
                .path(0);
        assertThat(record.path("state").asText()).isEqualTo("done");
        assertThat(record.toString()).doesNotContain(KEY);
    }

    @Test
    @Order(4)
    void takesLaterEventsOfTheKeyAsNewOnes() throws IOException {
        post("/places", "{\"who\":\"%s\",\"latitude\":1,\"longitude\":1,\"steps\":1}".formatted(KEY));

        await().untilAsserted(() -> assertThat(events("seen").path("rows").toString())
                .contains("{\"who\":\"%s\",\"n\":1,\"steps\":1".formatted(KEY)));
    }

    @Test
    @Order(5)
    void forgetsWhileItIsKilled() throws IOException {
        String body = "{\"key\":\"bob\"}";
        assertThat(datalab.post("/labs/people/forget", "application/json", body).statusCode())
                .isEqualTo(202);
        datalab.kill();
        datalab.start();

        await().untilAsserted(() -> assertThat(
                        JSON.readTree(datalab.get("/labs/people/forget").body())
                                .path("rows")
                                .path(0)
                                .path("state")
                                .asText())
                .isEqualTo("done"));
        assertThat(events("seen").toString()).doesNotContain("bob").contains("cleo");
        assertThat(datalab.get("/labs/people/forget").body())
                .contains("{\"what\":\"events\",\"name\":\"notes.about\",\"rows\":1,");
    }

    private static void assertViews() throws IOException {
        assertThat(events("seen").path("rows")).hasSize(2);
        assertThat(events("total").path("rows").path(0).path("n").asInt()).isEqualTo(40);
        assertThat(events("names").path("rows").path(0).path("n").asInt()).isEqualTo(2);
    }

    private static JsonNode events(String view) throws IOException {
        return JSON.readTree(datalab.get("/labs/people/views/" + view).body());
    }

    private static void post(String path, String body) {
        assertThat(datalab.post(path, "application/json", body).statusCode())
                .as(body)
                .isEqualTo(201);
    }

    private static String url() {
        return datalab.url("/").toString();
    }

    /** Which tables of the whole database have the key in any of their rows. */
    private static List<String> found() throws SQLException {
        PostgresSettings at = datalab.postgres();
        List<String> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(at.url(), at.user(), at.password());
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                try (ResultSet rows = statement.executeQuery("""
                        select exists (select from %s as kept where position('%s' in to_jsonb(kept)::text) > 0
                            or position(encode('%s'::bytea, 'hex') in to_jsonb(kept)::text) > 0)
                        """.formatted(table, KEY, KEY))) {
                    rows.next();
                    if (rows.getBoolean(1)) {
                        found.add(table);
                    }
                }
            }
        }
        return found;
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("""
                select format('%I.%I', nspname, relname) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema') order by 1
                """)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }
}
