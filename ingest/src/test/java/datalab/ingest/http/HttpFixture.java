package datalab.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.http.Endpoints;
import datalab.http.HttpServer;
import datalab.http.HttpSettings;
import datalab.http.HttpSettings.Patience;
import datalab.ingest.MemoryLog;
import datalab.ingest.SampleStreams;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.lookup.ArchiveLookup;
import datalab.lab.Lab;
import datalab.log.NewRecord;
import datalab.log.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A server with the way in over HTTP, its log in memory, and a client. */
final class HttpFixture implements AutoCloseable {
    static final String READINGS = "/labs/sensors/streams/readings";
    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";
    private static final IngestLimits LIMITS = new IngestLimits(
            1024 * 1024, 8 * 1024 * 1024, Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(2));

    /** A sender may be silent for longer between two requests than in the middle of one. */
    private static final Patience PATIENCE = new Patience(
            Duration.ofSeconds(1), Duration.ofSeconds(1), 500, Duration.ofSeconds(3), Duration.ofMinutes(1));

    final MemoryLog log = new MemoryLog();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;

    HttpFixture() {
        this(SampleStreams.sensors(), ArchiveLookup.NONE);
    }

    HttpFixture(Lab lab, ArchiveLookup archive) {
        Ingest ingest = new Ingest(log, LIMITS, new SimpleMeterRegistry(), Clock.systemUTC(), archive);
        Endpoints endpoints = new Endpoints();
        new IngestHttp(ingest, List.of(lab)).register(endpoints);
        server = new HttpServer(HttpSettings.of("127.0.0.1", 0).with(PATIENCE), endpoints);
        try {
            server.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> kept() {
        return log.texts("sensors.readings");
    }

    List<NewRecord> rejects() {
        return log.records(Topics.REJECTS);
    }

    HttpResponse<String> post(String type, String body, String... headers) {
        return post(type, body.getBytes(UTF_8), headers);
    }

    HttpResponse<String> post(String type, byte[] body, String... headers) {
        return postTo(READINGS, type, body, headers);
    }

    /** @param type empty for none */
    HttpResponse<String> postTo(String path, String type, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofByteArray(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        try {
            return client.send(
                    headers.length == 0
                            ? request.build()
                            : request.headers(headers).build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection on which nothing has been sent. */
    Socket connect() throws IOException {
        Socket socket = new Socket("localhost", server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** A connection on which a request's head has been sent. */
    Socket begin(String... headers) throws IOException {
        Socket socket = connect();
        String head = "POST " + READINGS + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + NDJSON + "\r\n"
                + String.join("\r\n", headers) + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(UTF_8));
        return socket;
    }

    static void assertProblem(HttpResponse<String> answer, int status, String text) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status, text);
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
