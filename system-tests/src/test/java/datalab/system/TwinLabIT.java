package datalab.system;

import static datalab.testkit.Needs.Part.NOTEBOOK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The twin lab as it ships: loaded, fitted, scored on what its emulators say. {@code bench/long skill} does it with all stations
 * and months, and prints the table of the lab's README.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TwinLabIT {
    private static final int STATIONS = Integer.getInteger("twin.stations", 2);
    private static final int DAYS = Integer.getInteger("twin.days", 14);
    private static final Percentage TO_LAST_DIGITS = Percentage.withPercentage(1e-11);
    private static final String USUAL = """
            select json_object_agg(part, json_build_array(mean, sd)) from (
              select concat_ws(' ', station, extract(month from local)::int % 12 / 3,
                               extract(isodow from local), extract(hour from local)) part,
                     avg(no2::numeric) mean, stddev_samp(no2::numeric) sd
              from (select station, no2, time at time zone 'Asia/Shanghai' as local from twin.readings) readings
              group by 1) parts""";
    /** As the view has it, of what was forecast from the last hour on that is loaded: by then each model is fitted. */
    private static final String SKILL = """
            select json_agg(skill) from (
              select horizon, model, count(*) n, avg(error) bias, avg(abs(error)) mae, sqrt(avg(error * error)) rmse,
                     avg(crps) crps, avg(inside) coverage
              from twin.scores where _time >= '2014-08-31T15:00:00Z'::timestamptz + horizon::interval
              group by horizon, model) skill""";
    /** Whether each of the four models has a score for each measurement, at both horizons. */
    private static final String ALL_ARE_SCORED = """
            select count(*) = 8 and bool_and(scores = measured) from (
              select horizon, model, count(*) scores,
                     (select count(no2) from twin.readings
                      where time >= '2014-08-31T15:00:00Z'::timestamptz + horizon::interval) measured
              from twin.scores where _time >= '2014-08-31T15:00:00Z'::timestamptz + horizon::interval
              group by horizon, model) skill""";

    /** Of all scores that there are, as the view and the notebook have it; some may be from before the models were fitted. */
    private static final String BEST = """
            select model from twin.scores where horizon = 'PT1H' group by model order by avg(abs(error)) limit 1""";

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static SmallTwinLab lab;
    private static DataLabProcess datalab;

    @BeforeAll
    static void start() throws IOException {
        lab = SmallTwinLab.in(folder.resolve("labs"), STATIONS, SmallTwinLab.ALL, Duration.ofDays(DAYS));
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab.start();
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    @Order(1)
    void scoresWhatItsStationsSayAfterTheMonthsThatItKnows() throws Exception {
        long loaded = lab.loaded();
        Awaitility.await().untilAsserted(() -> assertThat(hours()).isEqualTo(loaded));
        lab.fit(datalab);
        usualIsWhatSqlComputes();

        Ran emulators = lab.emulate(datalab);
        assertThat(emulators.exit()).as(emulators.output()).isZero();
        long said = lab.said();
        assertThat(emulators.output()).contains(String.format(Locale.ROOT, "%,d readings sent", said));
        Awaitility.await().untilAsserted(() -> assertThat(hours()).isEqualTo(loaded + said));
        Awaitility.await()
                .untilAsserted(() -> assertThat(Sql.query(datalab.postgres(), ALL_ARE_SCORED))
                        .isEqualTo("t"));
        List<JsonNode> skill = new ArrayList<>();
        JSON.readTree(Sql.query(datalab.postgres(), SKILL)).forEach(skill::add);

        System.out.println(table(skill));
        assertThat(skill).hasSize(2 * SmallTwinLab.MODELS.size());
        for (JsonNode row : skill) {
            assertThat(row.path("coverage").asDouble()).as("%s", row).isBetween(0.8, 0.999);
            assertThat(row.path("rmse").asDouble())
                    .isGreaterThan(row.path("mae").asDouble());
        }
        assertThat(mae(skill, "filter", "PT1H")).isLessThan(mae(skill, "last", "PT1H"));
        assertThat(mae(skill, "usual", "PT24H")).isLessThan(mae(skill, "last", "PT24H"));
    }

    /** Begins again where the lab is. */
    @Test
    @Order(2)
    void emulatorsGoOnAfterTheLastHour() throws Exception {
        Ran again = lab.emulate(datalab);

        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(again.output()).contains("0 readings sent: there is none after that time");
    }

    /** NO₂ is down by a fifth on weekdays of Beijing, and nothing that was observed has moved. */
    @Test
    @Order(3)
    void aScenarioIsBesideWhatWasObserved() throws Exception {
        String observed = datalab.get("/labs/twin/views/daily?limit=10000").body();

        Ran simulated = Ran.datalab(
                "simulate",
                "twin",
                "--scenario",
                "less-traffic",
                "--labs",
                "" + folder.resolve("labs"),
                "--url",
                "" + datalab.url(""));

        assertThat(simulated.exit()).as(simulated.output()).isZero();
        Awaitility.await()
                .untilAsserted(() -> assertThat(rows("views/simulated?by=&every=1y&limit=1"))
                        .extracting(row -> row.path("n").asInt())
                        .containsExactly(STATIONS * 31 * 24));
        String august = "?limit=10000&from=2014-07-31T16:00:00Z&to=2014-08-31T16:00:00Z&station="
                + lab.stations().iterator().next();
        List<JsonNode> was = rows("views/hourly" + august);
        List<JsonNode> wouldBe = rows("views/simulated" + august);
        for (int hour = 0; hour < 31 * 24; hour++) {
            boolean weekday = Instant.parse(was.get(hour).path("window_start").asText())
                            .atZone(ZoneId.of("Asia/Shanghai"))
                            .getDayOfWeek()
                            .getValue()
                    < 6;
            assertThat(wouldBe.get(hour).path("no2").asDouble())
                    .isCloseTo(was.get(hour).path("no2").asDouble() * (weekday ? 0.8 : 1), TO_LAST_DIGITS);
        }
        assertThat(datalab.get("/labs/twin/views/daily?limit=10000").body()).isEqualTo(observed);
    }

    /** Has what it needs by now: models that are fitted, scores of two weeks, a scenario. */
    @Test
    @Order(4)
    @Needs(NOTEBOOK)
    void itsNotebookRunsToItsEndWithItsPictures() throws Exception {
        ExecutedNotebook notebook =
                ExecutedNotebook.run("twin", folder, Map.of("DATALAB_URL", "http://127.0.0.1:" + datalab.httpPort));

        assertThat(notebook.pictures()).isEqualTo(notebook.cellsThatDraw()).isEqualTo(4);
        assertThat(notebook.said())
                .doesNotContain("Warning")
                .contains(
                        "1 h ahead, " + Sql.query(datalab.postgres(), BEST) + " is best",
                        "on weekdays -20%, on weekends +0%");
    }

    /** The next week, hour by hour, in each station's part of the calendar. */
    private static void usualIsWhatSqlComputes() throws Exception {
        JsonNode parts = JSON.readTree(Sql.query(datalab.postgres(), USUAL));
        int compared = 0;
        for (String station : lab.stations()) {
            for (JsonNode ahead : rows("models/usual/forecast?horizon=168h&key=" + station)) {
                ZonedDateTime at = Instant.parse(ahead.path("at").asText()).atZone(ZoneId.of("Asia/Shanghai"));
                String part = station + " " + at.getMonthValue() % 12 / 3 + " "
                        + at.getDayOfWeek().getValue() + " " + at.getHour();
                JsonNode sql = parts.path(part);
                assertThat(ahead.path("expected").asDouble())
                        .as(part)
                        .isCloseTo(sql.path(0).asDouble(), TO_LAST_DIGITS);
                assertThat(ahead.path("sd").asDouble())
                        .as(part)
                        .isCloseTo(sql.path(1).asDouble(), TO_LAST_DIGITS);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(168 * STATIONS);
    }

    /** How many readings the view of hours has. */
    private static long hours() throws IOException {
        return rows("views/hourly?by=&every=1y").stream()
                .mapToLong(row -> row.path("n").asLong())
                .sum();
    }

    private static List<JsonNode> rows(String path) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        JSON.readTree(datalab.get("/labs/twin/" + path).body()).path("rows").forEach(rows::add);
        return rows;
    }

    private static double mae(List<JsonNode> skill, String model, String horizon) {
        return skill.stream()
                .filter(row -> row.path("model").asText().equals(model)
                        && row.path("horizon").asText().equals(horizon))
                .mapToDouble(row -> row.path("mae").asDouble())
                .findFirst()
                .orElseThrow();
    }

    /** As the lab's README has it. */
    private static String table(List<JsonNode> skill) {
        String head = "skill: " + STATIONS + " stations, " + DAYS + " days\n"
                + "| ahead | model | scores | bias | MAE | RMSE | CRPS | in the band of 95 % |\n"
                + "|---|---|---|---|---|---|---|---|\n";
        return skill.stream()
                .sorted(Comparator.<JsonNode, Duration>comparing(
                                row -> Duration.parse(row.path("horizon").asText()))
                        .thenComparing(row -> row.path("mae").asDouble()))
                .map(row -> String.format(
                        Locale.ROOT,
                        "| %s h | `%s` | %,d | %+.2f | %.2f | %.2f | %.2f | %.3f |",
                        Duration.parse(row.path("horizon").asText()).toHours(),
                        row.path("model").asText(),
                        row.path("n").asLong(),
                        row.path("bias").asDouble(),
                        row.path("mae").asDouble(),
                        row.path("rmse").asDouble(),
                        row.path("crps").asDouble(),
                        row.path("coverage").asDouble()))
                .collect(Collectors.joining("\n", head, "\n"));
    }
}
