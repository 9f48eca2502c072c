package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import datalab.testkit.DataLabProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends real measurements with {@code datalab send}, twice, and compares what is served with the same numbers worked out
 * from the file without DataLab. The file is the month that ships with the air-quality lab; {@code bench/long beijing FILE} gives
 * another one of the same columns.
 */
class BeijingIT {
    private static final Path FILE = Path.of(System.getProperty("beijing.csv", "../labs/air-quality/data"));
    private static final Duration SEND_MAX = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void servesTheMeansOfTheFileAndCountsTheSecondSendingAsDuplicates() throws IOException, InterruptedException {
        Path file = file();
        Outside outside = Outside.read(file);
        Files.createDirectories(folder.resolve("labs/beijing"));
        Files.writeString(folder.resolve("labs/beijing/lab.yaml"), LAB);
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start();

            String first = send(file, datalab);
            String second = send(file, datalab);

            System.out.println("beijing: " + outside.rows + " rows\n" + first + second);
            JsonNode stream = JSON.readTree(datalab.get("/labs/beijing").body()).at("/streams/0");
            assertThat(stream.at("/accepted").asLong()).isEqualTo(outside.rows);
            assertThat(stream.at("/duplicates").asLong()).isEqualTo(outside.rows);
            assertThat(stream.at("/rejected").asLong()).isZero();
            Map<String, JsonNode> served = rows(datalab);
            assertThat(served.keySet()).isEqualTo(outside.sums.keySet());
            outside.sums.forEach((key, sum) ->
                    assertDay(served.getOrDefault(key, NullNode.instance), sum, outside.counts.getOrDefault(key, 0)));
        }
    }

    private static String send(Path file, DataLabProcess datalab) throws IOException, InterruptedException {
        String url = datalab.url("").toString();
        Ran send = Ran.datalab(SEND_MAX, "send", "beijing.measurements", file.toString(), "--wait", "--url", url);
        assertThat(send.exit()).as(send.output()).isZero();
        return send.output();
    }

    private static void assertDay(JsonNode row, BigDecimal sum, int count) {
        if (count == 0) {
            assertThat(row.get("mean").isNull()).isTrue();
            return;
        }
        double mean =
                sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL64).doubleValue();
        assertThat(row.get("mean").asDouble()).isCloseTo(mean, within(1e-9));
    }

    private static Map<String, JsonNode> rows(DataLabProcess datalab) throws IOException {
        Map<String, JsonNode> rows = new HashMap<>();
        String after = "";
        do {
            JsonNode page = JSON.readTree(
                    datalab.get("/labs/beijing/views/daily?limit=1000" + after).body());
            for (JsonNode row : page.get("rows")) {
                String day = row.get("window_start").asText().substring(0, 10);
                rows.put(row.get("id_entity").asText() + " " + day, row);
            }
            after = page.get("after").isNull()
                    ? ""
                    : "&after=" + page.get("after").asText();
        } while (!after.isEmpty());
        return rows;
    }

    private static Path file() throws IOException {
        if (Files.isRegularFile(FILE)) {
            return FILE.toAbsolutePath();
        }
        try (var files = Files.list(FILE)) {
            return files.filter(file -> file.toString().endsWith(".csv.gz"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    /** What the file says, worked out with nothing of DataLab's: decimal sums by station and day. */
    private record Outside(long rows, Map<String, BigDecimal> sums, Map<String, Integer> counts) {

        static Outside read(Path file) throws IOException {
            Map<String, BigDecimal> sums = new HashMap<>();
            Map<String, Integer> counts = new HashMap<>();
            List<String> lines = lines(file);
            List<String> header = List.of(lines.getFirst().split(",", -1));
            int value = header.indexOf("pm2_5");
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                String key = cells[header.indexOf("id_entity")] + " "
                        + cells[header.indexOf("time_instant")].substring(0, 10);
                boolean missing = cells[value].equals("NA") || cells[value].isEmpty();
                sums.merge(key, missing ? BigDecimal.ZERO : new BigDecimal(cells[value]), BigDecimal::add);
                counts.merge(key, missing ? 0 : 1, Integer::sum);
            }
            return new Outside(lines.size() - 1, sums, counts);
        }

        private static List<String> lines(Path file) throws IOException {
            List<String> lines = new ArrayList<>();
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
                reader.lines().filter(line -> !line.isBlank()).forEach(lines::add);
            }
            return lines;
        }
    }

    private static final String LAB = """
            lab: beijing
            title: Measurements that are compared with their file
            streams:
              measurements:
                key: id_entity
                time: time_instant
                unique: [id_entity, time_instant]
                fields:
                  id_entity: {type: string, required: true, max: 50}
                  so2: {type: number}
                  no2: {type: number}
                  co: {type: number}
                  o3: {type: number}
                  pm10: {type: number}
                  pm2_5: {type: number}
                  temp: {type: number}
                  pres: {type: number}
                  dewp: {type: number}
                  rain: {type: number}
                  wd: {type: string}
                  wspm: {type: number}
            views:
              daily: {of: measurements, by: [id_entity], every: 1d, n: count, mean: avg(pm2_5)}
            """;
}
