package datalab.web.http;

import static datalab.testkit.Needs.Part.NGINX;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.http.Endpoints;
import datalab.http.HostNames;
import datalab.http.HttpEndpoint;
import datalab.http.HttpServer;
import datalab.http.HttpSettings;
import datalab.http.HttpSettings.Patience;
import datalab.http.HttpSettings.Readers;
import datalab.http.Permission;
import datalab.testkit.Needs;
import datalab.testkit.Nginx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Behind nginx, set up as docs/operating.md says, and as it is where nobody sets anything. */
@Needs(NGINX)
final class BehindProxyIT {
    private static final HostNames NAMES =
            new HostNames(true, Set.of("lab.example.org"), Set.of("https://app.example.org"));

    @TempDir
    private Path folder;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = server(List.of("127.0.0.1"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, lab.example.org, , 200",
        "GET, evil.example, , 421",
        "GET, lab.example.org, http://evil.example, 200",
        "POST, lab.example.org, , 201",
        "POST, lab.example.org, https://lab.example.org, 201",
        "POST, lab.example.org, https://app.example.org, 201",
        "POST, lab.example.org, http://evil.example, 403",
        "POST, lab.example.org, https://lab.example.org:8443, 403",
    })
    void answersToItsNamesAndToWelcomePages(String method, String host, String origin, int status) throws IOException {
        String documented = Files.readString(Path.of("../docs/operating.md"))
                .split("```nginx\n", 2)[1]
                .split("```", 2)[0]
                .replace("listen 443 ssl", "listen 127.0.0.1:{port} default_server")
                .replace("127.0.0.1:8080", "127.0.0.1:" + server.port());
        try (Nginx nginx = Nginx.start(folder, documented)) {
            String answer = ask(nginx.port(), method, host, origin == null ? "" : "Origin: " + origin + "\r\n");

            assertThat(answer).startsWith("HTTP/1.1 " + status);
            assertThat(answer.contains("Access-Control-Allow-Origin: https://app.example.org"))
                    .isEqualTo("https://app.example.org".equals(origin));
        }
    }

    @Test
    void worksBehindAProxyThatIsNotSetUp() throws IOException {
        String plain =
                "server { listen 127.0.0.1:{port}; location / { proxy_pass http://127.0.0.1:" + server.port() + "; } }";
        try (Nginx nginx = Nginx.start(folder, plain)) {
            assertThat(ask(nginx.port(), "GET", "lab.example.org", "")).startsWith("HTTP/1.1 200");
            assertThat(ask(nginx.port(), "POST", "lab.example.org", "Origin: https://lab.example.org\r\n"))
                    .startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void believesOnlyTheProxiesThatAreNamed() throws IOException {
        String forwarded = "X-Forwarded-Host: lab.example.org\r\nX-Forwarded-Proto: https\r\n";

        assertThat(ask(server.port(), "GET", "localhost", forwarded)).endsWith("https://lab.example.org");
        try (HttpServer suspicious = server(List.of("10.0.0.0/8"))) {
            assertThat(ask(suspicious.port(), "GET", "localhost", forwarded)).endsWith("http://localhost");
        }
    }

    @Test
    void tellsWelcomePagesWhatTheyMay() throws IOException {
        String asked = "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n";

        assertThat(ask(server.port(), "OPTIONS", "localhost", "Origin: https://app.example.org\r\n" + asked))
                .startsWith("HTTP/1.1 204")
                .contains("Access-Control-Allow-Methods: GET, HEAD, POST, DELETE", "Content-Type", "Vary: Origin");
        assertThat(ask(server.port(), "OPTIONS", "localhost", "Origin: http://evil.example\r\n" + asked))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("Access-Control-Allow");
    }

    private static HttpServer server(List<String> proxies) throws IOException {
        Endpoints endpoints = new Endpoints();
        endpoints.add(HttpEndpoint.page(
                "/", (request, response) -> response.send(request.origin().getBytes(UTF_8))));
        endpoints.add(new HttpEndpoint(
                "POST",
                "/",
                Permission.PUBLIC,
                (request, response) -> response.status(201).send(),
                List.of()));
        HttpSettings settings =
                new HttpSettings("127.0.0.1", 0, "", 100, Patience.DEFAULT, Readers.DEFAULT, proxies, Optional.empty());
        HttpServer server = new HttpServer(settings, new ErrorAnswers(new OriginGuard(endpoints, NAMES)));
        server.start();
        return server;
    }

    private static String ask(int port, String method, String host, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            String request = method + " / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
