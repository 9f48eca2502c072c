package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.system.Tab.Screen;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From a fresh tab to a drawn chart of 50 sensors. {@code bench/long first-chart} says how long it takes. */
@Needs(CHROMIUM)
final class FirstChartIT {
    private static final int DAYS = Integer.getInteger("chart.days", 1);
    private static final int TIMES = Integer.getInteger("chart.times", 1);
    private static final int SENSORS = 50;
    private static final int MINUTES_A_DAY = 1_440;
    private static final Instant END = Instant.parse("2026-01-01T00:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static @Nullable DataLabProcess datalab;

    @BeforeAll
    static void start(@TempDir Path folder) {
        DataLabProcess begun = new DataLabProcess(Path.of("../labs").toAbsolutePath(), folder.resolve("data"));
        datalab = begun;
        begun.start("sensors");
        for (int day = DAYS; day > 0; day--) {
            assertThat(begun.post("/labs/sensors/streams/readings", "application/x-ndjson", day(day))
                            .statusCode())
                    .isEqualTo(200);
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(10))
                .until(() -> accepted(begun) == (long) DAYS * MINUTES_A_DAY * SENSORS);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(datalab).close();
    }

    @Test
    void ofAnHour() {
        draw("an hour", "from=" + END.minus(Duration.ofHours(1)) + "&to=" + END);
    }

    @Test
    void ofAllThereIs() {
        draw(DAYS + " days", "from=" + END.minus(Duration.ofDays(DAYS)) + "&to=" + END);
    }

    /** Each time in a tab with nothing in its cache. */
    private static void draw(String what, String period) {
        URI address = Objects.requireNonNull(datalab)
                .url("/#/labs/sensors/explore?of=views/per_minute&" + period + "&zone=UTC");
        List<Long> millis = new ArrayList<>();
        List<Long> contents = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            long begun = System.nanoTime();
            try (Tab tab = Tab.open(chromium.browser(), address, Screen.DESKTOP)) {
                assertThat(tab.find(".plot canvas")).isVisible();
                millis.add(Duration.ofNanos(System.nanoTime() - begun).toMillis());
                contents.add(((Number) tab.page()
                                .evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
                        .longValue());
                assertThat(tab.complaints()).isEmpty();
            }
        }
        millis.sort(null);
        contents.sort(null);
        System.out.printf(
                Locale.ROOT,
                "first chart of %s, %s readings kept: %s ms (median of %s, %s to %s), first content after %s ms%n",
                what,
                (long) DAYS * MINUTES_A_DAY * SENSORS,
                millis.get(TIMES / 2),
                TIMES,
                millis.getFirst(),
                millis.getLast(),
                contents.get(TIMES / 2));
    }

    private static String day(int daysBefore) {
        StringBuilder lines = new StringBuilder();
        Instant begin = END.minus(Duration.ofDays(daysBefore));
        for (int minute = 0; minute < MINUTES_A_DAY; minute++) {
            Instant time = begin.plus(Duration.ofMinutes(minute));
            for (int sensor = 0; sensor < SENSORS; sensor++) {
                lines.append("{\"name\":\"sensor%s\",\"timestamp\":\"%s\",\"value\":%s}\n"
                        .formatted(sensor, time, 20 + (minute + sensor * 7) % 100 / 10.0));
            }
        }
        return lines.toString();
    }

    private static long accepted(DataLabProcess of) throws IOException {
        return JSON.readTree(of.get("/labs/sensors").body())
                .path("streams")
                .path(0)
                .path("accepted")
                .asLong();
    }
}
