package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A page in a browser speaks MQTT to DataLab over WebSocket, where the settings name its origin, and only there. */
@Needs(Needs.Part.CHROMIUM)
final class WebSocketPageIT {
    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static final String LAB = """
            lab: pages
            streams:
              readings: {fields: {value: number}, in: {mqtt: readings}}
            """;
    /** Connects by MQTT 3.1.1, publishes {"value":5} with quality 1, and answers the types of the packets that came back. */
    private static final String SPEAK = """
            url => new Promise(done => {
              const types = [];
              const socket = new WebSocket(url, 'mqtt');
              const text = words => [...new TextEncoder().encode(words)];
              const packet = (type, body) => socket.send(new Uint8Array([type, body.length, ...body]));
              const named = words => [0, words.length, ...text(words)];
              socket.binaryType = 'arraybuffer';
              socket.onopen = () => packet(0x10, [...named('MQTT'), 4, 2, 0, 30, ...named('page')]);
              socket.onmessage = event => {
                types.push(new Uint8Array(event.data)[0] >> 4);
                if (types.length === 1) packet(0x32, [...named('readings'), 0, 1, ...text('{"value":5}')]);
                if (types.length === 2) { socket.close(); done(types.join(' ')); }
              };
              socket.onerror = () => done('refused');
            })""";

    @TempDir
    private Path folder;

    @Test
    void publishesFromAPageThatTheSettingsName() throws IOException {
        Files.createDirectories(folder.resolve("labs/pages"));
        Files.writeString(folder.resolve("labs/pages/lab.yaml"), LAB);
        int webSocketPort = DataLabProcess.freePort();
        HttpServer named = page();
        HttpServer foreign = page();
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))
                .with("DATALAB_MQTT_WEBSOCKET_PORT", "" + webSocketPort)
                .with("DATALAB_HTTP_ORIGINS", origin(named))) {
            datalab.start();
            String url = "ws://127.0.0.1:" + webSocketPort + "/mqtt";

            assertThat(speak(origin(named), url)).isEqualTo("2 4");
            assertThat(speak(origin(foreign), url)).isEqualTo("refused");

            await().untilAsserted(() -> assertThat(
                            datalab.get("/labs/pages/streams/readings").body())
                    .containsOnlyOnce("\"value\":5"));
            assertThat(datalab.output()).contains("WebSocket").contains(url);
        } finally {
            named.stop(0);
            foreign.stop(0);
        }
    }

    private static Object speak(String origin, String url) {
        try (Page page = chromium.browser().newPage()) {
            page.navigate(origin + "/");
            return page.evaluate(SPEAK, url);
        }
    }

    private static String origin(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static HttpServer page() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "<!doctype html><title>A page</title>".getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}
