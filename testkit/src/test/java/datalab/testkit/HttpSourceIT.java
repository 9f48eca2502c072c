package datalab.testkit;

import datalab.ingest.http.IngestHttp;
import datalab.testkit.Sender.Told;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class HttpSourceIT implements SourceContract {
    @TempDir
    private Path folder;

    private SourceLog kept;
    private WebServer server;

    @BeforeEach
    void start() {
        kept = new SourceLog(folder);
        IngestHttp in = new IngestHttp(kept.ingest(), List.of(kept.lab()));
        server = WebServer.builder()
                .port(0)
                .update(config -> in.configure(config, Http1Config.create(), SocketOptions.create()))
                .routing(in::routing)
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.stop();
        kept.close();
    }

    @Override
    public SourceLog kept() {
        return kept;
    }

    @Override
    public Sender sender() {
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

    private record Posting(HttpClient client, URI uri) implements Sender {
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
