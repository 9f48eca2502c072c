package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may do what over HTTP: every operation that the OpenAPI document has, and every page, asked by each kind of caller.
 * What each of them needs is said here once more, by its path, so an operation that fits none of the rules fails.
 */
final class AccessIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String OPEN = "air-quality";
    private static final String LAB = "users";
    private static final String OTHER = "sensors";

    /** Paths that the document leaves out. */
    private static final List<String> UNDESCRIBED = List.of(
            "GET /", "GET /page/app.js", "GET /page/settings.json", "GET /docs", "GET /openapi.json", "GET /nothing");

    /** The first that fits says what a method of a path needs; LAB stands for the operation's lab. */
    private static final Map<String, String> RULES = rules();

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;
    private static Map<String, String> tokens;

    @BeforeAll
    static void start() throws Exception {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"))
                .with("DATALAB_ACCESS_ON", "true")
                .with("DATALAB_ACCESS_OPEN", OPEN);
        datalab.start(LAB, OTHER, OPEN);
        tokens = new LinkedHashMap<>();
        tokens.put("anonymous", "");
        tokens.put("unknown", "dl_unknown_" + "a".repeat(43));
        tokens.put("read", created("--role", "read", "--lab", LAB));
        tokens.put("write", created("--role", "write", "--lab", LAB));
        tokens.put("admin", created("--role", "admin", "--lab", LAB));
        tokens.put("admin of another", created("--role", "admin", "--lab", OTHER));
        tokens.put("read all", created("--role", "read"));
        tokens.put(
                "operator", Files.readString(folder.resolve("data/admin-token")).strip());
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    private static Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("(GET|POST|DELETE) /session", "nothing");
        rules.put("GET /page/settings.json", "some role");
        rules.put("GET /(health/.*|docs|page/.*|nothing)?", "nothing");
        rules.put("(GET|POST|DELETE) /tokens(/.*)?", "a name");
        rules.put("GET /openapi.json", "a name");
        rules.put("GET /labs", "some role");
        rules.put("GET /(metrics|rejects)", "read in all");
        rules.put("GET /audit", "admin in all");
        rules.put("GET /labs/[^/]+(/streams/[^/]+[.]proto)?", "any");
        rules.put("GET /labs/[^/]+/forget(/.*)?", "admin");
        rules.put("GET /labs/.*", "read");
        rules.put("POST /labs/[^/]+/sql", "read");
        rules.put("POST /labs/[^/]+/streams/[^/]+", "write");
        rules.put("(POST|DELETE) /labs/.*", "admin");
        rules.put("GET /.*", "read"); // those that labs declare
        rules.put("POST /.*", "write");
        return rules;
    }

    @Test
    void everyOperationAsksForWhatItNeeds() throws Exception {
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (Map.Entry<String, String> operation : operations().entrySet()) {
            String need = need(operation.getKey());
            for (Map.Entry<String, String> token : tokens.entrySet()) {
                int status = status(operation.getKey(), token.getValue());
                int expected = expected(need, operation.getValue(), token.getKey());
                boolean isRight = expected == 200 ? status != 401 && status != 403 : status == expected;
                if (!isRight) {
                    wrong.add(operation.getKey() + " for " + token.getKey() + ": " + status + ", needs " + need);
                }
                assertThat(status).as(operation.getKey()).isNotEqualTo(500);
                asked++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(operations()).containsKeys("POST /tokens", "DELETE /session", "GET /labs/" + LAB + "/live");
        assertThat(asked).isGreaterThan(500);
    }

    /** What an answer says of labs is only of those that a caller may read. */
    @Test
    void nobodyHearsOfLabsThatTheyMayNotRead() throws Exception {
        assertThat(labs("read")).containsExactly(LAB);
        assertThat(labs("read all")).containsExactlyInAnyOrder(LAB, OTHER, OPEN);
        assertThat(labs("anonymous")).containsExactly(OPEN);
        assertThat(labs("write")).containsExactly(LAB);
    }

    @Test
    void aKeyBindsWhatIsSent() throws Exception {
        String bound = created("--role", "write", "--lab", OTHER, "--key", "sensor1");

        HttpResponse<String> own = send(bound, "{\"name\":\"sensor1\",\"value\":20.5}");
        HttpResponse<String> foreign = send(bound, "{\"name\":\"sensor2\",\"value\":20.5}");
        HttpResponse<String> both =
                send(bound, "[{\"name\":\"sensor1\",\"value\":20.6},{\"name\":\"sensor2\",\"value\":20.6}]");

        assertThat(own.statusCode()).as(own.body()).isEqualTo(201);
        assertThat(foreign.statusCode()).as(foreign.body()).isEqualTo(403);
        assertThat(foreign.body()).contains("sensor1 alone").contains("not_allowed");
        assertThat(JSON.readTree(both.body()).path("accepted").asInt())
                .as(both.body())
                .isOne();
    }

    @Test
    void aRevokedTokenIsRefusedWithinASecond() throws Exception {
        String token = created("--role", "read", "--lab", LAB);
        assertThat(status("GET /labs/" + LAB, token)).isEqualTo(200);
        HttpResponse<InputStream> live = CLIENT.send(
                request("GET /labs/" + LAB + "/live", token).build(), HttpResponse.BodyHandlers.ofInputStream());

        Ran revoked = datalab("token", "revoke", token.split("_", -1)[1]);

        assertThat(revoked.output()).contains("revoked 2");
        Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> status("GET /labs/" + LAB, token) == 401);
        try (InputStream events = live.body()) {
            Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> events.readAllBytes() != null);
        }
        assertThat(datalab("token", "list").output()).contains("revoked").doesNotContain(token);
    }

    @Test
    void tokensAreMadeOnlyByThoseWhoHaveWhatTheyGive() throws Exception {
        assertThat(status("GET /tokens", token("read"))).isEqualTo(200);
        assertThat(make("read", LAB, "read")).isEqualTo(403);
        assertThat(make("admin", LAB, "read")).isEqualTo(201);
        assertThat(make("admin", OTHER, "read")).isEqualTo(403);
        assertThat(make("admin", null, "read")).isEqualTo(403);
        assertThat(make("operator", "no-such-lab", "read")).isEqualTo(404);
        assertThat(make("operator", null, "owner")).isEqualTo(400);
        assertThat(status("GET /tokens", "dl_short")).isEqualTo(401);
    }

    /** A page of somebody else's can have a browser send its cookie, but not the header Origin of DataLab's own page. */
    @Test
    void aBrowsersSessionChangesNothingForPagesOfOthers() throws Exception {
        HttpResponse<String> login = CLIENT.send(
                HttpRequest.newBuilder(datalab.url("/session"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + token("admin") + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict").contains("Path=/");
        String session = cookie.substring(0, cookie.indexOf(';'));
        String own = datalab.url("").toString();

        assertThat(withCookie("GET", "/labs/" + LAB, session, null)).isEqualTo(200);
        assertThat(withCookie("POST", "/labs/" + LAB + "/views/nope/batches", session, null))
                .isEqualTo(403);
        assertThat(withCookie("POST", "/labs/" + LAB + "/views/nope/batches", session, "http://evil.example"))
                .isEqualTo(403);
        assertThat(withCookie("POST", "/labs/" + LAB + "/views/nope/batches", session, own))
                .isEqualTo(404);
    }

    private static int expected(String need, String lab, String caller) {
        if (need.equals("nothing")) {
            return 200;
        }
        boolean isKnown = !caller.equals("anonymous") && !caller.equals("unknown");
        boolean may = switch (caller) {
            case "operator" -> true;
            case "read all" -> !need.equals("write") && !need.startsWith("admin");
            case "anonymous" ->
                need.equals("some role") || ((need.equals("read") || need.equals("any")) && lab.equals(OPEN));
            case "unknown" -> false;
            default -> need.equals("a name") || need.equals("some role") || hasRole(caller, need, lab);
        };
        return may ? 200 : isKnown ? 403 : 401;
    }

    private static boolean hasRole(String caller, String need, String lab) {
        return caller.equals("admin of another")
                ? lab.equals(OTHER) && !need.endsWith(" in all")
                : lab.equals(LAB)
                        && (caller.equals(need) || need.equals("any") || caller.equals("admin"))
                        && !need.endsWith(" in all");
    }

    private static String token(String caller) {
        return tokens.getOrDefault(caller, "");
    }

    private static String need(String operation) {
        return RULES.entrySet().stream()
                .filter(rule -> Pattern.matches(rule.getKey(), operation))
                .findFirst()
                .orElseThrow(() -> new AssertionError("what does " + operation + " need?"))
                .getValue();
    }

    /** Each operation of the document, with something in place of what its path leaves open, and its lab. */
    private static Map<String, String> operations() throws Exception {
        JsonNode document =
                JSON.readTree(body("GET /openapi.json", token("operator")).body());
        Map<String, String> operations = new LinkedHashMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.put(
                                method.getKey().toUpperCase(Locale.ROOT) + " "
                                        + path.getKey().replaceAll("\\{[^}]*}", "none"),
                                method.getValue().path("tags").path(0).asText())));
        UNDESCRIBED.forEach(path -> operations.put(path, ""));
        return operations;
    }

    private static List<String> labs(String caller) throws Exception {
        List<String> names = new ArrayList<>();
        JSON.readTree(body("GET /labs", token(caller)).body())
                .path("labs")
                .forEach(lab -> names.add(lab.path("name").asText()));
        return List.copyOf(new TreeSet<>(names));
    }

    private static int make(String caller, @Nullable String lab, String role) throws Exception {
        String grant = "{\"role\":\"" + role + "\"" + (lab == null ? "" : ",\"lab\":\"" + lab + "\"") + "}";
        return CLIENT.send(
                        HttpRequest.newBuilder(datalab.url("/tokens"))
                                .header("Authorization", "Bearer " + token(caller))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"name\":\"x\",\"grants\":[" + grant + "]}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static HttpResponse<String> send(String token, String event) throws Exception {
        return CLIENT.send(
                request("POST /labs/" + OTHER + "/streams/readings", token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(event))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int withCookie(String method, String path, String cookie, @Nullable String origin) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(datalab.url(path))
                .header("Cookie", cookie)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (origin != null) {
            request.header("Origin", origin);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    /** Of what would be followed, the head alone. */
    private static int status(String operation, String token) throws Exception {
        return body(operation.endsWith("/live") ? operation.replace("GET", "HEAD") : operation, token)
                .statusCode();
    }

    private static HttpResponse<String> body(String operation, String token) throws Exception {
        return CLIENT.send(request(operation, token).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    private static HttpRequest.Builder request(String operation, String token) {
        String[] parts = operation.split(" ", -1);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(datalab.url("") + parts[1]))
                .timeout(Duration.ofSeconds(30))
                .method(parts[0], HttpRequest.BodyPublishers.noBody());
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static String created(String... grant) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("token", "create", "--name", "test", "--expires", "1h", "--json"));
        command.addAll(List.of(grant));
        Ran ran = datalab(command.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.output()).isZero();
        return JSON.readTree(ran.output()).path("token").asText();
    }

    /** As the operator, whom the data folder's token makes known. */
    private static Ran datalab(String... command) throws Exception {
        return Ran.datalab(
                Map.of(
                        "DATALAB_DATA", folder.resolve("data").toString(),
                        "DATALAB_URL", datalab.url("").toString()),
                command);
    }
}
