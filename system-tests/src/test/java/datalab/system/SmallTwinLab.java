package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;

/** The twin lab as it ships, with measurements of some stations: days that are loaded, and days that they say after them. */
final class SmallTwinLab {
    /** More than there are. */
    static final Duration ALL = Duration.ofDays(10_000);

    static final List<String> MODELS = List.of("last", "usual", "smooth", "filter");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SHIPPED = Path.of("../labs/twin");
    private static final String LOADED = "data/beijing-2013-03-to-2014-08.csv.gz";
    private static final String LIVE = "live/beijing-2014-09-to-2015-02.csv.gz";
    private static final Instant LIVE_BEGINS = Instant.parse("2014-08-31T16:00:00Z");
    private static final String SCENARIO = "scenarios/less-traffic.yaml";

    private final Path folder;
    private final Set<String> stations;

    private SmallTwinLab(Path folder, Set<String> stations) {
        this.folder = folder;
        this.stations = stations;
    }

    /** Made in a folder of labs, with the first stations by name, so long before the emulators begin and after it. */
    static SmallTwinLab in(Path labs, int stations, Duration loaded, Duration live) throws IOException {
        SmallTwinLab lab = new SmallTwinLab(labs.resolve("twin"), firstStations(stations));
        for (String file : List.of("lab.yaml", "original.yaml", SCENARIO)) {
            Files.createDirectories(lab.folder.resolve(file).getParent());
            Files.copy(SHIPPED.resolve(file), lab.folder.resolve(file));
        }
        lab.cut(LOADED, time -> !time.isBefore(LIVE_BEGINS.minus(loaded)));
        lab.cut(LIVE, time -> time.isBefore(LIVE_BEGINS.plus(live)));
        return lab;
    }

    Set<String> stations() {
        return stations;
    }

    /** How many measurements are loaded at the first start. */
    long loaded() throws IOException {
        return lines(LOADED);
    }

    /** How many the stations say after it. */
    long said() throws IOException {
        return lines(LIVE);
    }

    /** Until each model knows each station. */
    void fit(DataLabProcess datalab) throws IOException {
        Instant asked = Instant.now();
        for (String model : MODELS) {
            assertThat(datalab.post("/labs/twin/models/" + model + "/fit", "application/json", "")
                            .statusCode())
                    .isEqualTo(202);
        }
        Awaitility.await().atMost(Duration.ofMinutes(10)).until(() -> {
            JsonNode models = JSON.readTree(datalab.get("/labs/twin/models").body());
            return models.path("rows")
                    .valueStream()
                    .filter(model -> MODELS.contains(model.path("name").asText()))
                    .allMatch(model -> isFittedAfter(asked, model));
        });
    }

    /** What the stations say from where the lab is, as fast as it is taken. */
    Ran emulate(DataLabProcess datalab) throws IOException, InterruptedException {
        return Ran.datalab(
                Duration.ofMinutes(15),
                "simulate",
                "stations",
                "--speed",
                "10000000",
                "--file",
                "" + folder.resolve(LIVE),
                "--mqtt-port",
                "" + datalab.mqttPort,
                "--url",
                "" + datalab.url(""));
    }

    private boolean isFittedAfter(Instant asked, JsonNode model) {
        return model.path("asked").isNull()
                && Instant.parse(model.path("fitted").asText("1970-01-01T00:00:00Z"))
                        .isAfter(asked)
                && model.path("keys").asInt() == stations.size();
    }

    private static Set<String> firstStations(int count) throws IOException {
        try (BufferedReader reader = reader(SHIPPED.resolve(LIVE))) {
            return reader
                    .lines()
                    .skip(1)
                    .map(line -> cell(line, 1))
                    .collect(Collectors.toCollection(TreeSet::new))
                    .stream()
                    .limit(count)
                    .collect(Collectors.toSet());
        }
    }

    private void cut(String file, Predicate<Instant> isOf) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        try (BufferedReader reader = reader(SHIPPED.resolve(file));
                Writer writer = new OutputStreamWriter(
                        new GZIPOutputStream(Files.newOutputStream(folder.resolve(file))), StandardCharsets.UTF_8)) {
            writer.write(reader.readLine() + "\n");
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (stations.contains(cell(line, 1)) && isOf.test(Instant.parse(cell(line, 0)))) {
                    writer.write(line + "\n");
                }
            }
        }
    }

    private long lines(String file) throws IOException {
        try (BufferedReader reader = reader(folder.resolve(file))) {
            return reader.lines().skip(1).count();
        }
    }

    private static BufferedReader reader(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
    }

    private static String cell(String line, int index) {
        return line.split(",", -1)[index];
    }
}
