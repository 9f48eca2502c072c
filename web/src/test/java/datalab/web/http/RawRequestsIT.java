package datalab.web.http;

import static datalab.testkit.Needs.Part.NGINX;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.http.BodyAborted;
import datalab.http.Endpoints;
import datalab.http.HostNames;
import datalab.http.HttpEndpoint;
import datalab.http.HttpServer;
import datalab.http.HttpSettings;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.lab.json.Problem;
import datalab.testkit.Needs;
import datalab.testkit.Nginx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered to bytes, well-formed and not, by DataLab's server and by nginx: the cases of {@code raw-requests.txt}. */
final class RawRequestsIT {
    private static final List<RawRequest> CASES = RawRequest.all(resource("raw-requests.txt"));

    @TempDir
    private Path folder;

    @Test
    void areAnsweredByDataLabAsTheCasesSay() throws IOException {
        Endpoints endpoints = new Endpoints();
        endpoints.add(HttpEndpoint.page("/page", (request, response) -> response.send("page".getBytes(UTF_8))));
        endpoints.add(HttpEndpoint.page(
                "/last", (request, response) -> response.status(410).send()));
        endpoints.add(new HttpEndpoint("POST", "/events", Permission.PUBLIC, RawRequestsIT::take, List.of()));
        endpoints.add(new HttpEndpoint(
                "POST",
                "/unsupported",
                Permission.PUBLIC,
                (request, response) -> response.send(new Problem(415, "Unsupported", "")),
                List.of()));
        OriginGuard guard = new OriginGuard(endpoints, HostNames.LOOPBACK_ONLY);

        try (HttpServer server = new HttpServer(HttpSettings.of("127.0.0.1", 0), new ErrorAnswers(guard))) {
            server.start();
            assertAnswered(server.port(), true);
        }
    }

    @Test
    @Needs(NGINX)
    void areAnsweredByNginxAsTheCasesSay() throws IOException {
        try (Nginx nginx = Nginx.start(folder, resource("raw-requests.conf"))) {
            assertAnswered(nginx.port(), false);
        }
    }

    private static void assertAnswered(int port, boolean isDataLab) throws IOException {
        SoftAssertions answers = new SoftAssertions();
        for (RawRequest request : CASES) {
            String expected = isDataLab ? request.datalab() : request.nginx();
            try (RawConnection connection = new RawConnection(port)) {
                String answered = connection.exchange(request, expected.endsWith("open"));
                answers.assertThat(answered).as(request.name()).isEqualTo(expected);
            }
        }
        assertThat(CASES).hasSizeGreaterThan(100);
        answers.assertAll();
    }

    private static void take(Request request, Response response) {
        try {
            request.body().readAllBytes();
            response.status(201).send();
        } catch (BodyAborted e) {
            response.send(new Problem(e.isLate() ? 408 : 400, "Body", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = RawRequestsIT.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
