package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log of a real process: each operation of the OpenAPI document that changes something but sending events. */
final class AuditIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;
    private static String operator;

    @BeforeAll
    static void start() throws Exception {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data")).with("DATALAB_ACCESS_ON", "true");
        datalab.start("users", "sensors");
        operator = Files.readString(folder.resolve("data/admin-token")).strip();
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void everyOperationThatChangesSomethingIsNoted() throws Exception {
        Set<String> acts = new TreeSet<>();
        JSON.readTree(ask("GET", "/openapi.json", operator, null).body())
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    String operation = method.toUpperCase(Locale.ROOT) + " "
                            + path.getKey().replaceAll("\\{[^}]*}", "none");
                    if (isAct(operation)) {
                        acts.add(operation);
                    }
                }));
        List<String> missing = new ArrayList<>();
        for (String act : acts) {
            String[] parts = act.split(" ", -1);
            int status = ask(parts[0], parts[1], act.endsWith("/session") ? null : operator, null)
                    .statusCode();
            JsonNode newest = entries(operator).path(0);
            if (!newest.path("target").asText().equals(parts[1])
                    || newest.path("status").asInt() != status) {
                missing.add(act + " " + status + ": " + newest);
            }
        }

        assertThat(missing).isEmpty();
        assertThat(acts)
                .hasSizeGreaterThan(10)
                .contains(
                        "POST /tokens", "DELETE /tokens/none", "POST /session", "POST /labs/users/rejects/none/retry");
    }

    private static boolean isAct(String operation) {
        return !operation.startsWith("GET ")
                && !operation.endsWith("/sql")
                && !operation.matches("POST /labs/[^/]+/streams/[^/]+")
                && (operation.contains(" /labs/") || operation.contains(" /tokens") || operation.contains(" /session"));
    }

    @Test
    void saysWhoDidWhatWithWhichResultAndNoSecret() throws Exception {
        String made = ask(
                        "POST",
                        "/tokens",
                        operator,
                        "{\"name\":\"ci\\n\",\"grants\":[{\"role\":\"admin\",\"lab\":\"users\"}]}")
                .body();
        JsonNode creation = entries(operator).path(0);
        String id = JSON.readTree(made).path("id").asText();
        String token = JSON.readTree(made).path("token").asText();
        HttpResponse<String> refused = ask("POST", "/labs/sensors/views/latest/batches", token, null);
        JsonNode refusal = entries(operator).path(0);
        ask("POST", "/session", null, "{\"token\":\"" + token + "\"}");
        JsonNode login = entries(operator).path(0);

        assertThat(creation.path("caller").asText()).isEqualTo("operator");
        assertThat(creation.path("target").asText()).isEqualTo("/tokens/" + id);
        assertThat(creation.path("act").asText()).isEqualTo("POST /tokens");
        assertThat(creation.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(creation.path("status").asInt()).isEqualTo(201);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refusal.path("caller").asText()).startsWith("token " + id + " (ci");
        assertThat(refusal.path("lab").asText()).isEqualTo("sensors");
        assertThat(refusal.path("status").asInt()).isEqualTo(403);
        assertThat(login.path("caller").asText()).startsWith("token " + id);
        assertThat(login.path("status").asInt()).isEqualTo(200);
        assertThat(entries(operator).toString()).doesNotContain(token.split("_", -1)[2]);
        assertThat(ask("GET", "/audit", token, null).statusCode()).isEqualTo(403);
        assertThat(ask("GET", "/audit", null, null).statusCode()).isEqualTo(401);
    }

    @Test
    void isReadInPagesAndByTheCommand() throws Exception {
        for (int i = 0; i < 3; i++) {
            ask("DELETE", "/tokens/page" + i, operator, null);
        }

        JsonNode first =
                JSON.readTree(ask("GET", "/audit?limit=2", operator, null).body());
        JsonNode second = JSON.readTree(
                ask("GET", "/audit?limit=1&before=" + first.path("before").asText(), operator, null)
                        .body());

        assertThat(first.path("entries").path(0).path("target").asText()).isEqualTo("/tokens/page2");
        assertThat(second.path("entries").path(0).path("target").asText()).isEqualTo("/tokens/page0");
        Ran ran = Ran.datalab(
                Map.of(
                        "DATALAB_DATA", folder.resolve("data").toString(),
                        "DATALAB_URL", datalab.url("").toString()),
                "audit",
                "--limit",
                "3");
        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output())
                .contains("operator from 127.0.0.1: DELETE /tokens/{id}, /tokens/page1: 404")
                .doesNotContain("page9");
    }

    /** What anybody can bring about must not push out what was done. */
    @Test
    void nobodyUnknownFillsIt() throws Exception {
        long before = entries(operator).path(0).path("id").asLong();
        for (int i = 0; i < 300; i++) {
            ask("DELETE", "/session", null, null);
        }

        assertThat(entries(operator).path(0).path("id").asLong() - before).isLessThan(200);
        assertThat(entries(operator).path(0).path("caller").asText()).isEqualTo("anonymous");
    }

    private static JsonNode entries(String token) throws Exception {
        return JSON.readTree(ask("GET", "/audit", token, null).body()).path("entries");
    }

    private static HttpResponse<String> ask(String method, String path, @Nullable String token, @Nullable String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(datalab.url("") + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
