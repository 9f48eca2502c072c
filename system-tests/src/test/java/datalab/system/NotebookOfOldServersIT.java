package datalab.system;

import static datalab.testkit.Needs.Part.FERRETDB;
import static datalab.testkit.Needs.Part.MOSQUITTO;
import static datalab.testkit.Needs.Part.NOTEBOOK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.postgres.PostgresSettings;
import datalab.testkit.DataLabProcess;
import datalab.testkit.FerretDb;
import datalab.testkit.Mosquitto;
import datalab.testkit.Needs;
import datalab.testkit.TestPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The sensors notebook where the lab runs on the servers of the older system, which it asks by their own drivers. */
@Needs({FERRETDB, MOSQUITTO, NOTEBOOK})
final class NotebookOfOldServersIT {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    Path folder;

    @Test
    void readsDocumentsFromMongoAndRowsFromPostgres() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start();
                FerretDb mongo = FerretDb.start();
                DataLabProcess datalab = datalab(mosquitto, mongo)) {
            datalab.start("sensors", "--profile", "original");
            String port = "" + mosquitto.port;
            Ran simulated = Ran.datalab("simulate", "sensors", "--devices", "3", "--hours", "1", "--mqtt-port", port);
            assertThat(simulated.exit()).as(simulated.output()).isZero();
            await().untilAsserted(() ->
                    assertThat(datalab.get("/labs/sensors/views/latest").body()).contains("sensor3"));

            ExecutedNotebook notebook = ExecutedNotebook.run(
                    "sensors",
                    folder,
                    Map.of(
                            "DATALAB_URL", datalab.url("").toString(),
                            "MONGO_URL", mongo.url(),
                            "POSTGRES_URL", url(postgres.settings())));

            assertThat(notebook.said())
                    .contains("the newest 5 documents in MongoDB", "the newest 5 rows in PostgreSQL")
                    .doesNotContain("answers, so its");
        }
    }

    private DataLabProcess datalab(Mosquitto mosquitto, FerretDb mongo) {
        return new DataLabProcess(Path.of("../labs"), folder.resolve("data"))
                .with("DATALAB_POSTGRES_URL", postgres.settings().url())
                .with("DATALAB_POSTGRES_USER", postgres.settings().user())
                .with("DATALAB_POSTGRES_PASSWORD", postgres.settings().password())
                .with("DATALAB_SERVERS_MOSQUITTO_URL", "mqtt://127.0.0.1:" + mosquitto.port)
                .with("DATALAB_SERVERS_MONGO_URL", mongo.url());
    }

    /** The same server as psycopg2 is told of it. */
    private static String url(PostgresSettings settings) {
        String place = settings.url().replaceFirst("^jdbc:postgresql://", "").replaceFirst("\\?.*", "");
        return "postgresql://" + settings.user() + ":" + settings.password() + "@" + place;
    }
}
