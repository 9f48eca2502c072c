package datalab.system;

import static datalab.testkit.Needs.Part.SCRIPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.StartedJava;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that send positions, before a real server with the lab connections. */
final class ConnectionsCommandsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;

    @BeforeAll
    static void start() {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"));
        datalab.start("connections", "sensors");
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void sendReportsSwappedAxesAndMendsThemWhenAsked() throws Exception {
        long person = newPerson();
        Path file = Files.writeString(folder.resolve("swapped.csv"), """
                id,person_id,latitude,longitude,creation_time
                9000001,%1$d,37.55363,-122.290883,2020-08-15T10:37:06
                9000002,%1$d,-122.290524,37.553441,2020-08-15T10:38:06
                9000003,%1$d,137.5,-122.29,2020-08-15T10:39:06
                """.formatted(person));

        Ran reported = send(file);
        Ran mended = send(file, "--swap-axes");

        assertThat(reported.exit()).isEqualTo(1);
        assertThat(reported.output())
                .contains(
                        "1 accepted, 2 rejected",
                        "line 3: out_of_range: latitude is the number -122.290524, expected a number of -90 to 90")
                .contains("1 row with latitude and longitude swapped (line 3); --swap-axes sends such rows");
        assertThat(mended.exit()).isEqualTo(1);
        assertThat(mended.output())
                .contains("2 accepted, 1 rejected", "line 4: out_of_range: latitude is the number 137.5", "1 duplicate")
                .contains("1 row with latitude and longitude swapped (line 3), sent the right way round");
        assertThat(json("/api/locations/9000002").path("latitude").asText()).isEqualTo("37.553441");
    }

    @Test
    void refusesToSwapAxesWhereThereAreNone() throws Exception {
        Path file = Files.writeString(folder.resolve("persons.ndjson"), "{}\n");

        Ran send = Ran.datalab("send", "connections.persons", file.toString(), "--swap-axes", "--url", url());

        assertThat(send.exit()).isEqualTo(1);
        assertThat(send.output()).contains("connections.persons has no positions");
    }

    @Test
    void simulatesAConferenceWhosePeopleMeet() throws Exception {
        Ran simulated = Ran.datalab(
                "simulate", "connections", "--people", "12", "--hours", "1", "--day", "2021-05-04", "--url", url());

        assertThat(simulated.exit()).as(simulated.output()).isZero();
        assertThat(simulated.output().lines())
                .satisfiesExactly(
                        begin -> assertThat(begin).contains("makes 12 persons, then sends 1 h of where they are"),
                        sent -> assertThat(sent)
                                .contains(" locations of 12 persons sent", " 0 refused", " of them late"),
                        where -> assertThat(where).endsWith(url() + "/#/labs/connections"));
        long person = json("/labs/connections/views/latest").at("/rows").findValues("person_id").stream()
                .mapToLong(JsonNode::asLong)
                .max()
                .orElseThrow();
        JsonNode met = json("/api/persons/" + person
                + "/connection?start_date=2021-05-04&end_date=2021-05-04&distance=10&within=5m");
        assertThat(met).isNotEmpty();
        assertThat(met.findValues("creation_time"))
                .allSatisfy(
                        time -> assertThat(time.asText()).isBetween("2021-05-04T09:00:00Z", "2021-05-04T10:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"connections --people 5 --hours 24 --speed 200 --url URL", "sensors --devices 5 --mqtt-port MQTT"
            })
    void simulatorsThatAreStoppedSayWhatTheySent(String simulator) throws Exception {
        Path output = folder.resolve("stopped.txt");
        String options = simulator.replace("URL", url()).replace("MQTT", "" + datalab.mqttPort);
        List<String> command = new ArrayList<>(StartedJava.datalab(List.of()));
        command.add("simulate");
        command.addAll(List.of(options.split(" ")));
        long before = messages();
        Process running = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        await().atMost(Duration.ofMinutes(1)).until(() -> messages() > before);

        running.destroy();

        assertThat(running.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(output)
                .content()
                .containsPattern("[1-9]\\d* (locations? of 5 persons|messages?) sent")
                .doesNotContain("interrupted", "ended before");
    }

    private static long messages() throws IOException {
        long messages = 0;
        for (String lab : List.of("connections", "sensors")) {
            for (JsonNode stream : json("/labs/" + lab).path("streams")) {
                messages += stream.path("name").asText().equals("persons")
                        ? 0
                        : stream.path("accepted").asLong();
            }
        }
        return messages;
    }

    @Test
    @Needs(SCRIPT)
    void showsHowFarASimulationIsInTheWidthOfTheTerminal() throws Exception {
        Ran simulated = Ran.onTerminal(
                72, "simulate", "connections", "--people", "30", "--hours", "2", "--day", "2021-06-01", "--url", url());

        assertThat(simulated.exit()).as(simulated.output()).isZero();
        List<String> shown = simulated
                .output()
                .replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "")
                .lines()
                .toList();
        assertThat(shown)
                .filteredOn(line -> line.startsWith("connections "))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(72))
                .anyMatch(line -> line.endsWith(" 0 locations"))
                .last(InstanceOfAssertFactories.STRING)
                .contains("100%", "120/120 min")
                .endsWith(locations(shown) + " locations");
        assertThat(shown.getLast()).isEqualTo("They are on the map at " + url() + "/#/labs/connections");
    }

    /** How many it says at the end. */
    private static String locations(List<String> shown) {
        return shown.get(shown.size() - 2).replaceFirst(" locations of .*", "");
    }

    private static Ran send(Path file, String... options) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(List.of("send", "connections.locations", file.toString(), "--wait", "--url", url()));
        all.addAll(List.of(options));
        return Ran.datalab(all.toArray(String[]::new));
    }

    private static long newPerson() throws IOException {
        String body = "{\"first_name\":\"Some\",\"last_name\":\"Body\",\"company_name\":\"Alpha\"}";
        HttpResponse<String> answer = datalab.post("/api/persons", "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).get("id").longValue();
    }

    private static JsonNode json(String path) throws IOException {
        HttpResponse<String> answer = datalab.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String url() {
        return "http://127.0.0.1:" + datalab.httpPort;
    }
}
