package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Starts and takes a first event whatever language and zone the machine speaks. Two of them here: one whose i is no I, one with
 * digits of its own. All others with {@code -Ddatalab.locales=all}.
 */
final class LocalesIT {
    private static final List<String> FEW = List.of("tr-TR Asia/Kolkata", "ar-EG America/St_Johns");
    private static final List<String> MORE =
            List.of("fa-IR Asia/Tehran", "de-DE Europe/Berlin", "hi-IN Asia/Kolkata", "th-TH Asia/Bangkok");
    private static final String LAB = """
            lab: words
            streams:
              readings:
                key: name
                time: {field: at, zone: Europe/Istanbul}
                unique: [name, at]
                fields: {name: string, value: number}
            views:
              per_minute: {of: readings, by: [name], every: 1m, mean: avg(value), high: max(value)}
            routes:
              GET /readings: {rows: readings, time: "d MMMM yyyy HH:mm EEEE"}
            """;

    static Stream<String> locales() {
        boolean isAll = "all".equals(System.getProperty("datalab.locales"));
        return isAll ? Stream.concat(FEW.stream(), MORE.stream()) : FEW.stream();
    }

    @ParameterizedTest
    @MethodSource("locales")
    void startsAndTakesAnEvent(String locale, @TempDir Path folder) throws IOException {
        String[] parts = locale.split("[- ]", 3);
        Files.createDirectories(folder.resolve("labs/words"));
        Files.writeString(folder.resolve("labs/words/lab.yaml"), LAB);
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))
                .with(
                        "JAVA_TOOL_OPTIONS",
                        "-Duser.language=" + parts[0] + " -Duser.country=" + parts[1] + " -Duser.timezone="
                                + parts[2])) {
            datalab.start();

            int status = datalab.post(
                            "/labs/words/streams/readings",
                            "application/json",
                            "{\"name\":\"INFINITY\",\"value\":1234567.5,\"at\":\"2024-05-01 15:00\"}")
                    .statusCode();

            assertThat(status).isEqualTo(201);
            await().untilAsserted(() -> assertThat(
                            datalab.get("/labs/words/views/per_minute").body())
                    .contains("\"window_start\":\"2024-05-01T12:00:00Z\"", "\"high\":1234567.5"));
            assertThat(datalab.get("/readings?from=2024-05-01").body()).contains("1 May 2024 15:00 Wednesday");
        }
    }
}
