package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import datalab.system.Tab.Screen;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page, in a real Chromium, while a new view is filled from the archive. */
@Needs(CHROMIUM)
final class PageBuildingIT {
    private static final String LAB = """
            lab: walk
            streams:
              steps:
                key: who
                fields: {who: {type: string}}
                in: {http: POST /steps}
            views:
              all: {of: steps, n: count}
            """;
    private static final String ADDED = "  taken: {of: steps, by: [who], n: count}\n";
    private static final Pattern FAR = Pattern.compile("\\d+ of 60 events, [1-9]\\d? %");
    private static final double BUILT_WITHIN_MS = 60_000;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TempDir
    Path folder;

    @Test
    void saysHowFarItIsAndThenShowsTheRows() throws Exception {
        Path lab = Files.createDirectories(folder.resolve("labs/walk")).resolve("lab.yaml");
        Files.writeString(lab, LAB);
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start();
            takeSteps(datalab);
            new SlowBatches(datalab.postgres()).betweenTellings(Duration.ofSeconds(7));
            datalab.stop();
            Files.writeString(lab, LAB + ADDED);
            datalab.start();

            HttpResponse<String> early = datalab.get("/labs/walk/views/taken");
            try (Tab tab = Tab.open(chromium.browser(), datalab.url("/#/labs/walk?view=taken"), Screen.DESKTOP)) {
                assertThat(tab.find("#views")).containsText("This view is being built");
                assertThat(tab.find("#layers")).containsText("This view is being built");
                assertThat(tab.find("#views"))
                        .containsText(FAR, new LocatorAssertions.ContainsTextOptions().setTimeout(BUILT_WITHIN_MS));
                tab.page().evaluate("window.sameTab = true");

                assertThat(tab.find("#views tbody tr", "walker7"))
                        .containsText("1", new LocatorAssertions.ContainsTextOptions().setTimeout(BUILT_WITHIN_MS));
                assertThat(tab.find("#layers [data-kind=recompute]")).containsText("60 rows from 60 events");
                assertThat(tab.page().evaluate("window.sameTab")).isEqualTo(true);
                assertThat(tab.complaints()).isEmpty();
            }
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(early.headers().firstValue("retry-after")).hasValue("5");
            assertThat(early.body()).contains("view taken is being built from the archive");
        }
    }

    private static void takeSteps(DataLabProcess datalab) {
        String steps = IntStream.range(0, 60)
                .mapToObj("{\"who\":\"walker%d\"}"::formatted)
                .collect(Collectors.joining("\n"));
        datalab.post("/steps", "application/x-ndjson", steps);
        Awaitility.await()
                .until(() -> datalab.get("/labs/walk/views/all").body().contains("\"n\":60"));
    }
}
