package datalab.ingest.http;

import datalab.http.Endpoints;
import datalab.http.HttpServer;
import datalab.http.HttpSettings;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.testkit.contract.SourceContract;
import datalab.testkit.contract.SourceLog;
import datalab.testkit.contract.TestSender;
import datalab.testkit.contract.TestSender.Told;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class HttpSourceIT implements SourceContract {
    @TempDir
    private Path folder;

    private SourceLog kept;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        kept = new SourceLog(folder);
        IngestHttp in = new IngestHttp(
                new Ingest(kept.log(), IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC()),
                List.of(kept.lab()));
        Endpoints endpoints = new Endpoints();
        in.register(endpoints);
        server = new HttpServer(HttpSettings.of("127.0.0.1", 0), endpoints);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        kept.close();
    }

    @Override
    public SourceLog kept() {
        return kept;
    }

    @Override
    public TestSender sender() {
        return new Posting(URI.create("http://localhost:" + server.port() + "/labs/sensors/streams/readings"));
    }

    @Override
    public boolean tellsRefusals() {
        return true;
    }

    @Override
    public String source() {
        return "http";
    }

    private record Posting(HttpClient client, URI uri) implements TestSender {
        Posting(URI uri) {
            this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), uri);
        }

        @Override
        public Told send(byte[] payload) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(payload))
                    .build();
            try {
                return switch (client.send(request, BodyHandlers.discarding()).statusCode()) {
                    case 201 -> Told.ACCEPTED;
                    case 400, 413, 422 -> Told.REFUSED;
                    case 503 -> Told.COME_AGAIN;
                    default -> throw new IllegalStateException("unexpected status");
                };
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
