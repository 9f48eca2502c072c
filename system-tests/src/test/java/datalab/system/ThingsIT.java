package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import datalab.testkit.Needs;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The screen of a lab's things, in a real Chromium: no server, canned answers. */
@Needs(CHROMIUM)
final class ThingsIT {
    private static final String LAB = """
            {"name":"garden","title":"The garden","routes":[],"views":[],"streams":[
              {"name":"readings","key":"plant","fields":[
                {"name":"plant","type":"string"},{"name":"wet","type":"number","unit":"%"}]}]}
            """;
    private static final int PLANTS = 500;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Test
    void listsAllInTheirOrderAndMarksTheSilentOnes() {
        try (Tab tab = open(answers())) {
            Locator rows = tab.find(".things tbody tr");
            assertThat(rows).hasCount(PLANTS);
            assertThat(rows.nth(1)).containsText("plant2");
            assertThat(rows.nth(9)).containsText("plant10");
            assertThat(tab.find(".things .flag", "silent")).hasCount(5);
            tab.screenshot("things");

            Tab.button(tab.find(".things"), "Silent only (5)").click();
            tab.find(".things input[type=search]").fill("plant100");

            assertThat(rows).hasCount(1);
            assertThat(tab.hindrances()).isEmpty();
            assertThat(rows.first().locator("a"))
                    .hasAttribute("href", "#/labs/garden/explore?of=streams%2Freadings&key.plant=plant100");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void saysWhatWentWrongAndThatNobodyIsThere() {
        Map<String, String> answers = answers();
        answers.remove("/labs/garden/streams/readings");
        try (Tab tab = open(answers)) {
            assertThat(tab.find(".things [role=alert]")).containsText("no such thing");
            answers.put("/labs/garden/streams/readings", CannedPage.NO_ROWS);
            Tab.button(tab.find(".things [role=alert]"), "Try again").click();
            assertThat(tab.find(".things")).containsText("Nobody has been heard of yet");
        }
    }

    /** Each plant is heard of every hour, but each hundredth has not been for a day. */
    private static Map<String, String> answers() {
        Instant now = Instant.now();
        String rows = IntStream.range(0, 4 * PLANTS)
                .mapToObj(i -> {
                    int plant = i % PLANTS + 1;
                    Instant last = plant % 100 == 0 ? now.minus(Duration.ofDays(1)) : now;
                    return "{\"plant\":\"plant%s\",\"wet\":%s,\"_time\":\"%s\"}"
                            .formatted(plant, plant / 10.0, last.minus(Duration.ofHours(3 - i / PLANTS)));
                })
                .collect(Collectors.joining(",", "{\"rows\":[", "],\"after\":null}"));
        return new HashMap<>(Map.of("/labs/garden", LAB, "/labs/garden/streams/readings", rows));
    }

    private static Tab open(Map<String, String> answers) {
        return CannedPage.open(chromium.browser(), answers, "/#/labs/garden/things");
    }
}
