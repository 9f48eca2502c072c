package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.testkit.Needs;
import datalab.testkit.OpenApiTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /openapi.json} in the hands of those who know nothing else of DataLab. */
@Needs(Needs.Part.OPENAPI_TOOLS)
class ApiToolsIT {
    private static final String LAB = """
            lab: api
            title: All of the interface
            streams:
              persons:
                key: id
                unique: id
                fields:
                  id: {type: integer, generated: true, min: 1}
                  name: {type: string, required: true, min: 1, max: 200}
                in: {http: POST /api/persons, wait: visible, invalid: 400}
              positions:
                key: person
                time: at
                fields:
                  person: {type: integer, references: persons}
                  latitude: {type: number, unit: "°"}
                  longitude: {type: number, unit: "°"}
                  level: {type: integer, min: 0, max: 9}
                  limit: {type: number, unit: m}
                  ok: boolean
                  since: time
                position: [latitude, longitude]
                in: {http: POST /api/positions}
                quality:
                  - gross_range: {field: limit, fail: [-50, 60], suspect: [-20, 45]}
            views:
              latest: {of: positions, by: [person], keep: last}
              per_hour: {of: positions, by: [level], every: 1h, n: count, mean: avg(limit), p95: "quantile(limit, 0.95)"}
              daily: {of: positions, every: 1d, zone: Europe/Berlin, n: count}
              encounters: {of: positions, who: person, meet: {distance: 5, within: 10m}}
            models:
              steady: {of: positions, value: limit, every: 1h, method: persistence, horizons: [1h, 2h]}
            routes:
              GET /api/persons: {rows: persons}
              GET /api/persons/{id}: {row: persons}
              GET /api/persons/{id}/near:
                {near: positions, who: person, distance: {default: 5}, within: {default: any}, period: [start, end]}
              GET /api/count: {json: {last: {view: daily, running: n, as: {id: row_id, time: time, n: n}}}}
            """;

    /**
     * Left out: whether all that a schema allows is accepted (a time, a cursor or names in a text have a grammar of their own),
     * what other methods of a path answer (two operations of the document may share one), and authentication: there is none.
     */
    private static final String LEFT_OUT =
            "positive_data_acceptance,unsupported_method,allow_header_conformance,ignored_auth";

    /** Follows until somebody ends it. */
    private static final String ENDLESS = "api_live";

    @TempDir
    private static Path folder;

    private static RunningDataLab datalab;

    @BeforeAll
    static void start() throws Exception {
        Path lab = Files.createDirectories(folder.resolve("labs/api"));
        Files.writeString(lab.resolve("lab.yaml"), LAB);
        datalab = RunningDataLab.start(folder.resolve("data"), folder.resolve("labs"));
        datalab.post("/labs/api/streams/persons", "application/json", "[{\"name\":\"Ada\"},{\"name\":\"Grace\"}]");
        datalab.post(
                "/labs/api/streams/positions",
                "application/json",
                "[{\"person\":1,\"latitude\":35.1,\"longitude\":-106.6,\"level\":1,\"limit\":2.5},"
                        + "{\"person\":2,\"latitude\":35.1,\"longitude\":-106.6,\"level\":2,\"limit\":3.5}]");
        await().until(() ->
                datalab.json("/labs/api/views/daily").at("/rows/0/n").asLong() == 2);
        Files.writeString(
                folder.resolve("openapi.json"), datalab.get("/openapi.json").body());
    }

    @AfterAll
    static void stop() {
        if (datalab != null) {
            datalab.close();
        }
    }

    @Test
    void passesTheRecommendedRulesOfRedocly() throws Exception {
        OpenApiTools.Ended lint = OpenApiTools.redocly(folder, "lint", "--extends=recommended", "openapi.json");

        assertThat(lint.exit()).as(lint.said()).isZero();
        assertThat(lint.said()).contains("Your API description is valid").doesNotContain("warning");
    }

    @Test
    void generatedClientAsksEveryQuestion() throws Exception {
        OpenApiTools.Ended made = OpenApiTools.python(
                folder,
                "openapi-python-client",
                "generate",
                "--path=openapi.json",
                "--output-path=client",
                "--meta=none");
        assertThat(made.exit()).as(made.said()).isZero();

        OpenApiTools.Ended asked = OpenApiTools.python(
                folder,
                "python3",
                script(),
                "client",
                "openapi.json",
                datalab.addresses().http());

        assertThat(asked.said().strip()).matches("[3-9]\\d\\d asked, 0 failed");
    }

    @Test
    void schemathesisFindsNoFault() throws Exception {
        OpenApiTools.Ended tried = OpenApiTools.python(
                folder,
                "schemathesis",
                "run",
                datalab.addresses().http() + "/openapi.json",
                "--exclude-operation-id=" + ENDLESS,
                "--phases=" + System.getProperty("api.phases", "fuzzing"),
                "--max-examples=" + System.getProperty("api.examples", "5"),
                "--seed=" + System.getProperty("api.seed", "1"),
                "--workers=2",
                "--checks=all",
                "--exclude-checks=" + LEFT_OUT,
                "--continue-on-failure",
                "--no-color");

        assertThat(tried.exit()).as(tried.said()).isZero();
        assertThat(tried.said()).containsPattern("\\d+ generated, \\d+ passed");
    }

    private static String script() throws Exception {
        return Path.of(Objects.requireNonNull(ApiToolsIT.class.getResource("ask_every_question.py"))
                        .toURI())
                .toString();
    }
}
