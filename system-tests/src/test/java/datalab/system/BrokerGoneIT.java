package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.log.embedded.EmbeddedKafka;
import datalab.testkit.DataLabProcess;
import datalab.testkit.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A broker that stops and comes back between two users: in the older system every POST failed from then on. */
final class BrokerGoneIT {
    private static final String COUNT = "/processor-analytics/user/count";

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    Path folder;

    @Test
    void takesUsersAgainWhenTheBrokerIsBack() {
        int port = DataLabProcess.freePort();
        try (DataLabProcess datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"))) {
            try (EmbeddedKafka kafka = broker(port)) {
                kafka.start();
                datalab.sharing(kafka.bootstrap(), postgres.settings()).start("users");
                assertThat(post(datalab, "a")).isEqualTo(201);
            }
            assertThat(post(datalab, "b")).isEqualTo(503);
            try (EmbeddedKafka kafka = broker(port)) {
                kafka.start();

                await().until(() -> post(datalab, "b") == 201);
                assertThat(post(datalab, "c")).isEqualTo(201);

                await().untilAsserted(
                                () -> assertThat(datalab.get(COUNT).body()).isEqualTo("{\"Count\":3}"));
            }
        }
    }

    private EmbeddedKafka broker(int port) {
        return new EmbeddedKafka(folder.resolve("kafka"), port, false);
    }

    private static int post(DataLabProcess datalab, String id) {
        String user = "{\"id\":\"%s\",\"name\":\"user\"}".formatted(id);
        return datalab.post("/ingress/user", "application/json", user).statusCode();
    }
}
