package datalab.system;

import static datalab.testkit.Needs.Part.MOSQUITTO_PUB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.testkit.Needs;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of an event, through real servers, with the labs that ship with DataLab. */
final class FirstLightIT {
    private static final int BEIJING_ROWS = 8_928;

    @TempDir
    private static Path folder;

    private static RunningDataLab datalab;

    @BeforeAll
    static void start() {
        datalab = RunningDataLab.start(folder.resolve("data"), Path.of("../labs"), "sensors", "air-quality");
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void isReadyInAllItsParts() throws Exception {
        HttpResponse<String> ready = datalab.get("/health/ready");

        assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        assertThat(ready.body()).contains("kafka", "postgres", "mqtt", "disk");
        assertThat(datalab.get("/metrics").body()).contains("jvm_memory_used_bytes", "datalab_ingest");
    }

    @Test
    void answersWhateverComesOverHttpWithAProblem() throws Exception {
        HttpResponse<String> longLine = datalab.get("/labs?after=" + "a".repeat(10_000));
        String old = datalab.sent("GET /labs HTTP/1.0\r\n\r\n");

        assertThat(longLine.statusCode()).as(longLine.body()).isEqualTo(400);
        assertThat(longLine.body()).contains("unknown parameter 'after'");
        assertThat(old).startsWith("HTTP/1.1 200").contains("\"sensors\"");
    }

    @Test
    @Needs(MOSQUITTO_PUB)
    void readingOfMosquittoIsInStreamAndViewWithinASecond() throws Exception {
        Ran published = Ran.command(
                List.of(
                        "mosquitto_pub",
                        "-p",
                        "" + datalab.mqttPort(),
                        "-q",
                        "1",
                        "-t",
                        "sensors",
                        "-m",
                        "{\"name\": \"first-light\", \"value\": 5.1}"),
                Map.of());

        assertThat(published.exit()).as(published.output()).isZero();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    JsonNode event = datalab.json("/labs/sensors/streams/readings?name=first-light")
                            .at("/rows/0");
                    JsonNode row = datalab.json("/labs/sensors/views/latest?name=first-light")
                            .at("/rows/0");
                    assertThat(event.path("value").asDouble()).isEqualTo(5.1);
                    assertThat(row.path("value").asDouble()).isEqualTo(5.1);
                    assertThat(row.path("_at")).isEqualTo(event.path("_at"));
                });
    }

    @Test
    void airQualityOfAMonthIsServedAsTheOlderSystemDid() throws Exception {
        awaitMonth();

        JsonNode row =
                datalab.json("/air_quality?id_entity=Aotizhongxin&limit=1").path(0);

        assertThat(row.path("time_instant").asText()).isEqualTo("2014-01-01 00:00:00");
        assertThat(row.path("pm2_5").asDouble()).isEqualTo(21);
    }

    @Test
    void viewsHoldAllHoursOfTheFile() throws Exception {
        awaitMonth();

        JsonNode rows = datalab.json("/labs/air-quality/views/daily?id_entity=Dingling&limit=100")
                .path("rows");

        assertThat(rows).hasSize(31);
        assertThat(rows.findValues("n").stream().mapToInt(JsonNode::asInt).sum())
                .isEqualTo(31 * 24);
    }

    @Test
    @Needs(MOSQUITTO_PUB)
    void whatIsNoObjectIsARejectWithItsBytes() throws Exception {
        Ran.command(
                List.of(
                        "mosquitto_pub",
                        "-p",
                        "" + datalab.mqttPort(),
                        "-q",
                        "1",
                        "-t",
                        "sensors/x",
                        "-m",
                        "{'name': 'sensor1'}"),
                Map.of());

        await().untilAsserted(() ->
                assertThat(datalab.get("/labs/sensors/rejects").body()).contains("{'name': 'sensor1'}", "not_json"));
        assertThat(datalab.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void sendTellsWhatWasRefusedByLineOfTheFile() throws Exception {
        String rows = IntStream.range(0, 12_000)
                .mapToObj(i -> "{\"name\":\"sent" + i % 7 + "\",\"value\":" + i + "}\n")
                .collect(Collectors.joining());
        Path file = Files.writeString(folder.resolve("rows.ndjson"), rows + "{\"name\":5}\n");

        Ran send = send("sensors.readings", file);

        assertThat(send.exit()).isEqualTo(1);
        assertThat(send.output())
                .startsWith("12,000 accepted, 1 rejected")
                .contains(
                        "line 12001: wrong_type: name is the number 5, expected a string",
                        "all processed, 0 duplicates");
        assertThat(counted("sent3")).isEqualTo(12_000 / 7);
    }

    @Test
    void rowsOfAFileThatAreThereAlreadyAreDuplicates() throws Exception {
        Path file = Path.of("../labs/air-quality/data/beijing-2014-01.csv.gz");
        awaitMonth();

        Path changed = Files.writeString(folder.resolve("changed.csv"), """
                time_instant,id_entity,so2,no2,co,o3,pm10,pm2_5,temp,pres,dewp,rain,wd,wspm
                2014-01-01T00:00:00Z,Aotizhongxin,19,52,700,17,90,21,0,1008.8,-8.5,0,W,1.5
                """);

        Ran send = send("air-quality.measurements", file);
        Ran other = send("air-quality.measurements", changed);

        assertThat(send.exit()).as(send.output()).isZero();
        assertThat(other.exit()).as(other.output()).isEqualTo(1);
        assertThat(other.output()).contains("1 of them have other values", "all processed, 0 duplicates");
        assertThat(datalab.get("/labs/air-quality/rejects").body()).contains("other_values", "other values of so2");
        assertThat(send.output())
                .startsWith("8,928 accepted, 0 rejected")
                .contains("all of them are repeats", "all processed, 8,928 duplicates");
        assertThat(datalab.json("/air_quality?limit=10000")).hasSize(BEIJING_ROWS);
    }

    @Test
    void simulatorPublishesOverMqtt() throws Exception {
        Ran simulated = Ran.datalab(
                "simulate",
                "sensors",
                "--devices",
                "5",
                "--rate",
                "100",
                "--duration",
                "2",
                "--mqtt-port",
                "" + datalab.mqttPort());

        assertThat(simulated.exit()).as(simulated.output()).isZero();
        assertThat(simulated.output()).contains(" acknowledged, ", " 0 lost");
        await().untilAsserted(() -> assertThat(
                        datalab.json("/labs/sensors/views/latest?name=sensor1").path("rows"))
                .hasSize(1));
    }

    @Test
    void servesThePageAndItsDescription() throws Exception {
        assertThat(datalab.get("/").body()).contains("<title>");
        assertThat(datalab.json("/openapi.json").path("paths").has("/air_quality"))
                .isTrue();
        assertThat(datalab.get("/docs").statusCode()).isEqualTo(200);
    }

    /** The file of the lab is loaded by itself, once, after the start. */
    private static void awaitMonth() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(datalab.json("/labs/air-quality")
                                .at("/streams/0/accepted")
                                .asInt())
                        .isEqualTo(BEIJING_ROWS));
    }

    private static Ran send(String stream, Path file) throws IOException, InterruptedException {
        return Ran.datalab(
                "send",
                stream,
                file.toString(),
                "--wait",
                "--url",
                datalab.addresses().http());
    }

    private static long counted(String name) throws IOException, InterruptedException {
        return datalab.json("/labs/sensors/views/per_minute?name=" + name).path("rows").findValues("n").stream()
                .mapToLong(JsonNode::asLong)
                .sum();
    }
}
