package datalab.system;

import static datalab.testkit.Needs.Part.MOSQUITTO;
import static datalab.testkit.Needs.Part.MOSQUITTO_PUB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Mosquitto;
import datalab.testkit.Needs;
import datalab.testkit.Sql;
import datalab.testkit.TestMongo;
import datalab.testkit.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The sensors lab on the servers of the older system, with its own commands. */
@Needs({MOSQUITTO, MOSQUITTO_PUB})
final class SensorsProfileIT {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    Path folder;

    @Test
    void takesReadingsFromMosquittoAndKeepsThemAsDocuments() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start();
                TestMongo mongo = new TestMongo();
                MongoClient client = MongoClients.create(mongo.url("sensor"));
                DataLabProcess datalab = datalab(mosquitto, mongo)) {
            datalab.start("sensors", "--profile", "original");

            publish(mosquitto, "{\"name\": \"sensor1\", \"value\": 5.1}");
            publish(mosquitto, "{'name': 'sensor1'}");
            publish(mosquitto, "{\"name\": \"sensor1\"}");

            MongoCollection<Document> sensors = client.getDatabase("sensor").getCollection("sensors");
            await().untilAsserted(() -> assertThat(sensors.find(new Document("name", "sensor1")))
                    .extracting(document -> document.get("value"))
                    .containsExactlyInAnyOrder(5.1, null));
            assertThat(datalab.get("/labs/sensors/rejects").body()).contains("not_json", "{'name': 'sensor1'}");
            await().untilAsserted(() -> assertThat(
                            Sql.query(postgres.settings(), "select sum(n) || ' ' || sum(mean) from sensors.per_minute"))
                    .isEqualTo("2 5.1"));
            assertThat(datalab.get("/labs/sensors/streams/readings?name=sensor1")
                            .body())
                    .contains("\"value\":5.1");
        }
    }

    private DataLabProcess datalab(Mosquitto mosquitto, TestMongo mongo) {
        return new DataLabProcess(Path.of("../labs"), folder.resolve("data"))
                .with("DATALAB_POSTGRES_URL", postgres.settings().url())
                .with("DATALAB_POSTGRES_USER", postgres.settings().user())
                .with("DATALAB_POSTGRES_PASSWORD", postgres.settings().password())
                .with("DATALAB_SERVERS_MOSQUITTO_URL", "mqtt://127.0.0.1:" + mosquitto.port)
                .with("DATALAB_SERVERS_MONGO_URL", mongo.url("sensor"));
    }

    private static void publish(Mosquitto mosquitto, String message) throws Exception {
        Ran ran = Ran.command(
                List.of("mosquitto_pub", "-h", "127.0.0.1", "-p", "" + mosquitto.port, "-t", "sensors", "-m", message),
                Map.of());
        assertThat(ran.exit()).as(ran.output()).isZero();
    }
}
