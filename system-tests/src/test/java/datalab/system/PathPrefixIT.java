package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static datalab.testkit.Needs.Part.NGINX;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.system.Tab.Screen;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.Nginx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A DataLab below a path of a proxy that leaves the path in requests, with logging in. */
@Needs({CHROMIUM, NGINX})
final class PathPrefixIT {
    private static final String BASE = "/service-analytics";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;
    private static Nginx nginx;
    private static String operator;

    @BeforeAll
    static void start() throws Exception {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"))
                .with("DATALAB_ACCESS_ON", "true")
                .with("DATALAB_HTTP_BASE", BASE)
                .with("DATALAB_HTTP_PROXIES", "127.0.0.1");
        datalab.start("users");
        nginx = Nginx.start(folder, """
                server {
                  listen 127.0.0.1:{port};
                  location %s {
                    proxy_pass http://127.0.0.1:%s;
                    proxy_set_header Host $http_host;
                  }
                }
                """.formatted(BASE, datalab.httpPort));
        operator = Files.readString(folder.resolve("data/admin-token")).strip();
    }

    @AfterAll
    static void stop() {
        nginx.close();
        datalab.close();
    }

    @Test
    void thePageWorksBelowIt() {
        try (Tab tab = Tab.open(chromium.browser(), url(""), Screen.DESKTOP)) {
            assertThat(tab.find("h1", "Log in")).isVisible();
            tab.find("input[name=token]").fill(operator);
            Tab.button(tab.find("main"), "Log in").click();

            assertThat(tab.find("a", "Users").first()).isVisible();
            assertThat(tab.page()).hasURL(url("/").toString());
            tab.page().navigate(url("/#/labs/users").toString());
            assertThat(tab.find("h1", "Users")).isVisible();
            tab.page().reload();
            assertThat(tab.find("h1", "Users")).isVisible();
            assertThat(tab.page().context().cookies())
                    .extracting(cookie -> cookie.path)
                    .containsExactly(BASE + "/");
            Tab.button(tab.find("header"), "Log out").click();
            assertThat(tab.find("h1", "Log in")).isVisible();
            tab.page().navigate(url("/docs").toString());
            assertThat(tab.page().getByText("DataLab").first()).isVisible();
        }
    }

    @Test
    void addressesInAnswersAreBelowIt() throws Exception {
        HttpResponse<String> created = send(HttpRequest.newBuilder(url("/tokens"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"test\",\"grants\":[{\"role\":\"read\"}]}")));

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location").orElseThrow()).startsWith(BASE + "/tokens/");
        HttpResponse<String> document = send(HttpRequest.newBuilder(url("/openapi.json")));
        String server = new ObjectMapper()
                .readTree(document.body())
                .path("servers")
                .path(0)
                .path("url")
                .asText();
        assertThat(url("/openapi.json").resolve(server)).isEqualTo(url("/"));
    }

    /** As probes ask, which go by no proxy. */
    @Test
    void whatIsAskedWithoutItIsAnsweredAsEver() throws Exception {
        assertThat(datalab.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(datalab.get(BASE + "/health/ready").statusCode()).isEqualTo(200);
        assertThat(datalab.get(BASE + "other/health/ready").statusCode()).isEqualTo(404);
        HttpResponse<String> alone = datalab.get(BASE);
        assertThat(alone.statusCode()).isEqualTo(308);
        assertThat(alone.headers().firstValue("Location")).contains(BASE + "/");
    }

    @Test
    void commandsTakeTheAddress() throws Exception {
        Ran checked =
                Ran.datalab(Map.of("DATALAB_TOKEN", operator, "DATALAB_URL", url("").toString()), "token", "list");

        assertThat(checked.exit()).as(checked.output()).isZero();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.header("Authorization", "Bearer " + operator).build(), BodyHandlers.ofString());
    }

    private static URI url(String path) {
        return URI.create("http://127.0.0.1:" + nginx.port() + BASE + path);
    }
}
