package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import datalab.testkit.MariaDbServer;
import datalab.testkit.Needs;
import datalab.testkit.TestMariaDb;
import datalab.testkit.TestMongo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables in a MariaDB equal a stream whose archive is on a MongoDB, and its view, after kills amid events. */
@Needs(Needs.Part.MARIADB)
final class ArchivedOutputsIT {
    private static final int ROUNDS = 3;
    private static final int EVENTS = 400;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LAB = """
            lab: plant
            streams:
              readings:
                archive: documents
                key: name
                unique: [name, id]
                fields: {name: {type: string, max: 20}, id: integer, value: number}
                out: {to: shop, table: reading}
            views:
              by_name: {of: readings, by: name, n: count, high: max(value), out: {to: shop, table: by_name}}
            """;

    @RegisterExtension
    static final TestMariaDb mariadb = new TestMariaDb();

    @TempDir
    Path folder;

    @Test
    void equalTheArchiveAfterKills() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("labs/plant")).resolve("lab.yaml"), LAB);
        try (TestMongo mongo = new TestMongo();
                DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            Path config = Path.of(mongo.config(folder));
            Files.writeString(config, Files.readString(config) + shop());
            datalab.start("--config", config.toString());
            for (int round = 0; round < ROUNDS; round++) {
                send(datalab, round * EVENTS);
                send(datalab, round * EVENTS); // all of them are repeats
                datalab.kill();
                datalab.start("--config", config.toString());
            }

            Awaitility.await().untilAsserted(() -> {
                Set<String> archived = rows(datalab, "/labs/plant/streams/readings", "name", "id", "value");
                assertThat(archived).hasSize(ROUNDS * EVENTS);
                assertThat(table("select name, id, value from reading")).isEqualTo(archived);
                assertThat(table("select name, n, high from by_name"))
                        .isEqualTo(rows(datalab, "/labs/plant/views/by_name", "name", "n", "high"))
                        .hasSize(7);
            });
        }
    }

    private static void send(DataLabProcess datalab, int from) {
        StringBuilder lines = new StringBuilder();
        for (int id = from; id < from + EVENTS; id++) {
            lines.append("{\"name\":\"n%d\",\"id\":%d,\"value\":%d}\n".formatted(id % 7, id, id % 50));
        }
        assertThat(datalab.post("/labs/plant/streams/readings", "application/x-ndjson", lines.toString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static Set<String> rows(DataLabProcess datalab, String path, String... fields) throws IOException {
        Set<String> rows = new TreeSet<>();
        for (JsonNode row :
                JSON.readTree(datalab.get(path + "?limit=10000").body()).path("rows")) {
            StringBuilder text = new StringBuilder();
            for (String field : fields) {
                JsonNode value = row.path(field);
                text.append(value.isNumber() ? "" + value.asLong() : value.asText())
                        .append(' ');
            }
            rows.add(text.toString());
        }
        return rows;
    }

    private static Set<String> table(String select) throws SQLException {
        Set<String> found = new TreeSet<>();
        try (Connection connection = mariadb.server().connect(mariadb.database());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            while (row.next()) {
                found.add(row.getString(1) + " " + row.getLong(2) + " " + row.getLong(3) + " ");
            }
        }
        return found;
    }

    private static String shop() {
        return "  shop: {kind: jdbc, url: \"%s\", user: %s, password: \"%s\"}\n"
                .formatted(mariadb.url("mariadb"), MariaDbServer.USER, MariaDbServer.PASSWORD);
    }
}
