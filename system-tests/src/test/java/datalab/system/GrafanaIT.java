package datalab.system;

import static datalab.testkit.Needs.Part.GRAFANA_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import datalab.testkit.InstalledPrograms;
import datalab.testkit.Needs;
import datalab.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards that ship: by Grafana's own model, and each question of theirs asked of the labs that ship. */
final class GrafanaIT {
    private static final Path GRAFANA = Path.of("../deploy/grafana");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "of a test";
    private static final String CALM = "2024-05-01T12:00:00Z";

    @TempDir
    private Path folder;

    @Test
    @Needs(GRAFANA_MODEL)
    void dashboardsAreOfGrafanasModel() throws Exception {
        List<String> command = new ArrayList<>(List.of(model()));
        dashboards().forEach(dashboard -> command.add(dashboard.toString()));

        Ran checked = Ran.command(command, Map.of());

        assertThat(command).hasSize(1 + 5);
        assertThat(checked).isEqualTo(new Ran(0, ""));
    }

    @Test
    @Needs(GRAFANA_MODEL)
    void modelTellsWhatIsNotOfIt() throws Exception {
        String dashboard = Files.readString(dashboards().getFirst());
        Path wrong = folder.resolve("wrong.json");
        Files.writeString(wrong, dashboard.replace("\"gridPos\"", "\"gridpos\""));

        Ran checked = Ran.command(List.of(model(), wrong.toString()), Map.of());

        assertThat(checked.exit()).isEqualTo(1);
        assertThat(checked.output()).contains("gridpos", "unexpected field");
    }

    @Test
    void readerAsksEachQuestionOfTheDashboardsAndChangesNothing() throws Exception {
        Path labs = Files.createDirectories(folder.resolve("labs"));
        for (String lab : List.of("air-quality", "connections", "sensors", "users")) {
            Files.createSymbolicLink(labs.resolve(lab), Path.of("../labs", lab).toAbsolutePath());
        }
        SmallTwinLab twin = SmallTwinLab.in(labs, 2, Duration.ofDays(60), Duration.ofDays(7));
        try (DataLabProcess datalab = new DataLabProcess(labs, folder.resolve("data"))) {
            datalab.start();
            send(datalab);
            score(twin, datalab);
            Sql.execute(
                    datalab.postgres(),
                    "create role datalab_reader login password '" + PASSWORD + "' connection limit 10");
            Sql.execute(datalab.postgres(), Files.readString(GRAFANA.resolve("reader.sql")));
            try (Connection reader =
                            DriverManager.getConnection(datalab.postgres().url(), "datalab_reader", PASSWORD);
                    Statement statement = reader.createStatement()) {
                for (Path dashboard : dashboards()) {
                    askEach(statement, JSON.readTree(dashboard.toFile()));
                }

                assertThat(refusal(statement, "delete from users.users")).isEqualTo("25006");
                statement.execute("set default_transaction_read_only = off");
                assertThat(refusal(statement, "delete from users.users")).isEqualTo("42501");
                assertThat(refusal(statement, "select * from datalab.progress")).isEqualTo("42501");
            }
        }
    }

    /** Something for each panel: a flagged reading, users, and two persons who meet. */
    private static void send(DataLabProcess datalab) {
        String at = "\",\"timestamp\":\"" + CALM + "\"}";
        String readings = "[{\"value\":20,\"name\":\"a" + at + ",{\"value\":95,\"name\":\"b" + at + "]";
        post(datalab, "/labs/sensors/streams/readings", readings);
        post(datalab, "/ingress/user", "{\"id\":\"1\",\"name\":\"Ada\"}");
        for (int person = 1; person <= 2; person++) {
            post(datalab, "/api/persons", "{\"first_name\":\"A\",\"last_name\":\"B\",\"company_name\":\"C\"}");
            String place = ",\"latitude\":\"35.05\",\"longitude\":\"-106.57\",\"creation_time\":\"" + CALM + "\"}";
            post(datalab, "/api/locations", "{\"person_id\":" + person + place);
        }
        await().untilAsserted(() -> {
            assertThat(Sql.query(datalab.postgres(), "select count(*) from connections.encounters"))
                    .isEqualTo("1");
            assertThat(Sql.query(datalab.postgres(), "select count(*) from sensors.per_minute"))
                    .isEqualTo("2");
            assertThat(Sql.query(datalab.postgres(), "select n from users.registered"))
                    .isEqualTo("1");
        });
    }

    /** What the models of the twin expect, beside what is observed then; the climatology has seen no autumn. */
    private static void score(SmallTwinLab twin, DataLabProcess datalab) throws Exception {
        long loaded = twin.loaded();
        await().untilAsserted(() -> assertThat(Sql.query(datalab.postgres(), "select count(*) from twin.readings"))
                .isEqualTo("" + loaded));
        twin.fit(datalab);
        assertThat(twin.emulate(datalab).exit()).isZero();
        await().untilAsserted(
                        () -> assertThat(Sql.query(datalab.postgres(), "select count(distinct model) from twin.skill"))
                                .isEqualTo("3"));
    }

    private static void post(DataLabProcess datalab, String path, String body) {
        assertThat(datalab.post(path, "application/json", body).statusCode()).isIn(200, 201);
    }

    private static void askEach(Statement statement, JsonNode dashboard) throws SQLException {
        for (JsonNode variable : dashboard.at("/templating/list")) {
            assertThat(columns(statement, variable.get("query").asText())).hasSize(1);
        }
        for (JsonNode panel : dashboard.get("panels")) {
            String sql = panel.at("/targets/0/rawSql").asText();
            List<String> columns = columns(statement, asGrafanaSends(sql, dashboard));
            if (panel.get("type").asText().equals("timeseries")) {
                assertThat(columns).as(sql).contains("time").hasSizeGreaterThan(1);
            }
        }
    }

    /** With macros and variables replaced as Grafana's data source does: any time, all values, the first where one is chosen. */
    private static String asGrafanaSends(String sql, JsonNode dashboard) {
        String chosen = sql;
        for (JsonNode variable : dashboard.at("/templating/list")) {
            String values = variable.get("query").asText();
            chosen = chosen.replace(
                    "${" + variable.get("name").asText() + ":sqlstring}",
                    variable.path("multi").asBoolean() ? values : "(" + values + " limit 1)");
        }
        String sent = chosen.replaceAll(
                        "\\$__timeFilter\\(([^()]+)\\)", "$1 BETWEEN '2014-01-01T00:00:00Z' AND '2100-01-01T00:00:00Z'")
                .replaceAll(
                        "\\$__timeGroup\\(([^(),]+),\\s*\\$__interval\\)",
                        "to_timestamp(floor(extract(epoch from $1)/60)*60)");
        assertThat(sent).doesNotContain("$");
        return sent;
    }

    /** The names of the columns of an answer that has rows. */
    private static List<String> columns(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).as("rows of " + sql).isTrue();
            List<String> columns = new ArrayList<>();
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                columns.add(rows.getMetaData().getColumnLabel(column));
            }
            return columns;
        }
    }

    private static String refusal(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return "";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static String model() {
        return InstalledPrograms.grafanaModel().orElseThrow().toString();
    }

    private static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(GRAFANA.resolve("dashboards"))) {
            return files.sorted().toList();
        }
    }
}
