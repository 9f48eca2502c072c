package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code datalab drop} beside a DataLab whose lab.yaml has lost a view since its first start. */
final class DropCommandIT {
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
    private static final String GONE = "  gone: {of: steps, n: count}\n";

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;

    @BeforeAll
    static void startAgainWithoutAView() throws IOException {
        Path lab = Files.createDirectories(folder.resolve("labs/walk")).resolve("lab.yaml");
        Files.writeString(lab, LAB + GONE);
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab.start();
        datalab.post("/steps", "application/json", "{\"who\":\"ann\"}");
        Awaitility.await()
                .until(() -> datalab.get("/labs/walk/views/gone").body().contains("\"n\":1"));
        datalab.stop();
        Files.writeString(lab, LAB);
        datalab.start();
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void dropsARemovedViewOnceAndLeavesTheEvents() throws Exception {
        Ran dropped = drop("walk.gone");
        Ran again = drop("walk.gone");

        assertThat(dropped.exit()).as(dropped.output()).isZero();
        assertThat(said(dropped)).isEqualTo("walk.gone dropped\n");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(said(again))
                .isEqualTo("datalab: the server answered 404: lab walk keeps nothing of a view 'gone'\n");
        assertThat(datalab.get("/labs/walk/streams/steps").body()).contains("\"who\":\"ann\"");
        assertThat(datalab.get("/labs/walk/views/taken").body()).contains("{\"who\":\"ann\",\"n\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "walk.taken | 1 | the server answered 422: lab.yaml declares view taken; take it out there",
                "walk.none  | 1 | the server answered 404: lab walk keeps nothing of a view 'none'",
                "run.gone   | 1 | the server answered 404: no lab 'run' here; there is walk",
                "Walk       | 2 | 'Walk' is no view; expected LAB.VIEW, such as sensors.per_minute",
                "--all      | 2 | there is no option '--all'"
            })
    void saysWhyItDropsNothing(String view, int exit, String sentence) throws Exception {
        Ran drop = drop(view);

        assertThat(drop.exit()).as(drop.output()).isEqualTo(exit);
        assertThat(said(drop)).startsWith("datalab: ").contains(sentence).doesNotContain("\tat ");
    }

    @Test
    void givesUpWhereNobodyAnswers() throws Exception {
        Ran drop = Ran.datalab("drop", "walk.gone", "--url", "http://127.0.0.1:1", "--timeout", "0");

        assertThat(drop.exit()).isEqualTo(1);
        assertThat(said(drop).lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("datalab: http://127.0.0.1:1/ cannot be reached"));
    }

    private static Ran drop(String view) throws IOException, InterruptedException {
        return Ran.datalab("drop", view, "--url", datalab.url("").toString());
    }

    /** Without what the JDK has to say, which the launcher silences. */
    private static String said(Ran ran) {
        return ran.output()
                .lines()
                .filter(line -> !line.startsWith("WARNING: "))
                .reduce("", (text, line) -> text + line + "\n");
    }
}
