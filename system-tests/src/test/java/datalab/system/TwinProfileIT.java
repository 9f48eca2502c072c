package datalab.system;

import static datalab.testkit.Needs.Part.FERRETDB;
import static datalab.testkit.Needs.Part.MOSQUITTO;
import static datalab.testkit.Needs.Part.MOSQUITTO_PUB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import datalab.testkit.DataLabProcess;
import datalab.testkit.FerretDb;
import datalab.testkit.Mosquitto;
import datalab.testkit.Needs;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The twin lab on the servers of the older system: its broker, documents in MongoDB, processed rows in PostgreSQL. */
@Needs({FERRETDB, MOSQUITTO, MOSQUITTO_PUB})
final class TwinProfileIT {
    /** The first hour after those that are loaded. */
    private static final Instant NEXT = Instant.parse("2014-08-31T16:00:00Z");

    /** All but the climatology, which has seen no autumn. */
    private static final String SCORED = "select count(distinct model) from twin.scores where _time = '" + NEXT + "'";

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    Path folder;

    @Test
    void fitsModelsToDocumentsAndScoresThemOnWhatItsBrokerSays() throws Exception {
        SmallTwinLab lab = SmallTwinLab.in(folder.resolve("labs"), 1, Duration.ofDays(60), Duration.ofDays(1));
        String station = lab.stations().iterator().next();
        try (Mosquitto mosquitto = Mosquitto.start();
                FerretDb mongo = FerretDb.start();
                MongoClient client = MongoClients.create(mongo.url());
                DataLabProcess datalab = datalab(mosquitto, mongo)) {
            datalab.start("twin", "--profile", "original");
            MongoCollection<Document> documents = client.getDatabase("datalab").getCollection("stations");
            long loaded = lab.loaded();
            await().untilAsserted(() -> assertThat(documents.countDocuments()).isEqualTo(loaded));
            lab.fit(datalab);

            publish(mosquitto, station, "{\"station\": \"" + station + "\", \"time\": \"" + NEXT + "\", \"no2\": 41}");

            await().untilAsserted(() -> assertThat(documents.find(new Document("time", Date.from(NEXT))))
                    .extracting(document -> document.get("no2"))
                    .containsExactly(41.0));
            await().untilAsserted(() ->
                    assertThat(Sql.query(postgres.settings(), SCORED)).isEqualTo("3"));
            assertThat(datalab.get("/labs/twin/twins/" + station + "?from=" + NEXT + "&to=" + NEXT.plusSeconds(3600))
                            .body())
                    .contains("\"kind\":\"observed\"", "\"kind\":\"modelled\"");
        }
    }

    private DataLabProcess datalab(Mosquitto mosquitto, FerretDb mongo) {
        return new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))
                .with("DATALAB_POSTGRES_URL", postgres.settings().url())
                .with("DATALAB_POSTGRES_USER", postgres.settings().user())
                .with("DATALAB_POSTGRES_PASSWORD", postgres.settings().password())
                .with("DATALAB_SERVERS_MOSQUITTO_URL", "mqtt://127.0.0.1:" + mosquitto.port)
                .with("DATALAB_SERVERS_MONGO_URL", mongo.url());
    }

    private static void publish(Mosquitto mosquitto, String station, String message) throws Exception {
        Ran ran = Ran.command(
                List.of(
                        "mosquitto_pub",
                        "-p",
                        "" + mosquitto.port,
                        "-q",
                        "1",
                        "-t",
                        "stations/" + station,
                        "-m",
                        message),
                Map.of());
        assertThat(ran.exit()).as(ran.output()).isZero();
    }
}
