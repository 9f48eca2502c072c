package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.log.connection.KafkaConnection;
import datalab.log.embedded.EmbeddedKafka;
import datalab.testkit.DataLabProcess;
import datalab.testkit.TestPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Processes whose Kafka or PostgreSQL comes later than they do. */
final class LateServersIT {

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeLab() throws IOException {
        Files.createDirectories(folder.resolve("labs/kill"));
        Files.writeString(folder.resolve("labs/kill/lab.yaml"), KillIT.LAB);
    }

    @Test
    void waitForKafkaAndGoOnByThemselves() throws Exception {
        int port = DataLabProcess.freePort();
        try (RunningDataLab worker = started(
                        "worker", "ingest,process", port, postgres.settings().url());
                RunningDataLab web =
                        started("web", "web", port, postgres.settings().url())) {
            HttpResponse<String> sent = send(worker);

            assertThat(worker.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(worker.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(worker.get("/health/ready").body()).contains("not started yet: log, speed");
            assertThat(sent.statusCode()).isEqualTo(503);
            assertThat(sent.headers().firstValue("Retry-After")).isPresent();
            assertThat(web.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(web.get("/labs/kill/views/totals").statusCode()).isEqualTo(200);
            assertThat(web.get("/labs/kill").statusCode()).isEqualTo(200);

            try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), port, false)) {
                kafka.start();
                await().until(() -> worker.get("/health/ready").statusCode() == 200);
                assertThat(send(worker).statusCode()).isEqualTo(201);
                await().until(() -> web.get("/labs/kill/views/totals").body().contains("\"n\":1"));
            }
        }
    }

    @Test
    void waitForPostgres() throws Exception {
        String nobody = "jdbc:postgresql://127.0.0.1:" + DataLabProcess.freePort() + "/datalab";
        try (RunningDataLab web = started("alone", "batch,web", DataLabProcess.freePort(), nobody)) {
            assertThat(web.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(web.get("/health/ready").body()).contains("not started yet: store, batch");
            assertThat(web.get("/labs/kill/views/totals").statusCode()).isEqualTo(503);
        }
    }

    private static RunningDataLab started(String name, String role, int kafkaPort, String url) {
        // Its password lies in the folder before it is started for the first time.
        KafkaConnection kafka = new EmbeddedKafka(folder.resolve("kafka"), kafkaPort, false).bootstrap();
        Map<String, String> options = Map.of(
                "role",
                role,
                "kafka.bootstrap",
                kafka.servers(),
                "kafka.user",
                kafka.user(),
                "kafka.password",
                kafka.password(),
                "postgres.url",
                url,
                "postgres.user",
                postgres.settings().user(),
                "postgres.password",
                postgres.settings().password());
        return RunningDataLab.start(folder.resolve(name), folder.resolve("labs"), options);
    }

    private static HttpResponse<String> send(RunningDataLab datalab) throws IOException, InterruptedException {
        return datalab.post("/labs/kill/streams/readings", "application/json", "{\"id\":1,\"name\":\"a\",\"value\":1}");
    }
}
