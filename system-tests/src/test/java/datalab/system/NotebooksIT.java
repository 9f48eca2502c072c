package datalab.system;

import static datalab.testkit.Needs.Part.NOTEBOOK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The notebooks, run from the environment of their lock file before a DataLab whose labs have data. */
@Needs(NOTEBOOK)
final class NotebooksIT {
    private static final String YEARS = "../labs/air-quality/years/beijing-2013-2015.csv.gz";

    /** What each has found out, of the data that are sent here. */
    private static final Map<String, String> SAYS = Map.of(
            "sensors", "25 sensors; the last day of readings",
            "users", "120 new users sent; 245 counted in all, +0 of what is expected",
            "air-quality", "Dingling: 107 of 728 days were within the guideline",
            "connections", "30 people, ");

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;

    @BeforeAll
    static void startWithData() throws Exception {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"));
        datalab.start("sensors", "users", "air-quality", "connections");
        String mqtt = "" + datalab.mqttPort;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Ran>> sent = threads.invokeAll(List.of(
                    () -> Ran.datalab("simulate", "sensors", "--devices", "25", "--hours", "6", "--mqtt-port", mqtt),
                    () -> Ran.datalab("simulate", "connections", "--people", "30", "--hours", "3", "--url", url()),
                    () -> Ran.datalab("send", "air-quality.measurements", YEARS, "--wait", "--url", url())));
            for (Future<Ran> each : sent) {
                assertThat(each.get().exit()).as(each.get().output()).isZero();
            }
        }
        Awaitility.await().untilAsserted(() -> {
            assertThat(rows("sensors", "latest")).isEqualTo(25);
            assertThat(rows("connections", "encounters")).isGreaterThan(100);
        });
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sensors", "users", "air-quality", "connections"})
    void runsToItsEndWithItsPictures(String name) throws Exception {
        ExecutedNotebook notebook = ExecutedNotebook.run(name, folder, Map.of("DATALAB_URL", url()));

        assertThat(notebook.cellsThatDraw()).isGreaterThanOrEqualTo(1);
        assertThat(notebook.pictures()).isEqualTo(notebook.cellsThatDraw());
        assertThat(notebook.said()).doesNotContain("Warning").contains(SAYS.get(name));
    }

    private static int rows(String lab, String view) throws IOException {
        String path = "/labs/" + lab + "/views/" + view + "?limit=10000";
        return new ObjectMapper()
                .readTree(datalab.get(path).body())
                .path("rows")
                .size();
    }

    private static String url() {
        return "http://127.0.0.1:" + datalab.httpPort;
    }
}
