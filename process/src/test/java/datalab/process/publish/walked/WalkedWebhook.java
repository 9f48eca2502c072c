package datalab.process.publish.walked;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import datalab.out.webhook.WebhookServerType;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.testkit.TestServerSettings;
import datalab.testkit.contract.JsonRows;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A receiver of webhooks that compares versions, as docs/outputs.md asks for, or does not. */
public final class WalkedWebhook implements WalkedTarget {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NO_CONTENT = 204;

    private final Guard guard;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final OutputTarget target;
    /** By path and key. */
    private final Map<String, Kept> rows = new ConcurrentHashMap<>();

    /** The row of a key; null where it is gone. */
    private record Kept(long version, @Nullable String row) {}

    /** @param guard whether it compares versions */
    public WalkedWebhook(Guard guard) throws IOException {
        this.guard = guard;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
        String secret = Base64.getEncoder().encodeToString("a secret of the walk's own".getBytes(UTF_8));
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        target = new WebhookServerType()
                .configure(new TestServerSettings("target", Map.of("url", url, "secret", secret)))
                .outputs();
    }

    @Override
    public OutputTarget target() {
        return target;
    }

    @Override
    public Guard guard() {
        return guard;
    }

    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        return rows.entrySet().stream()
                .filter(kept -> kept.getKey().startsWith("/" + table.name() + " "))
                .map(kept -> kept.getValue().row())
                .filter(Objects::nonNull)
                .map(row -> JsonRows.read(table, row.getBytes(UTF_8)))
                .toList();
    }

    @Override
    public void forgetDeletions(OutputTable table) {
        rows.values().removeIf(kept -> kept.row() == null);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            JsonNode message = JSON.readTree(body);
            long version = message.path("version").longValue();
            for (JsonNode each : message.path("rows")) {
                JsonNode row = each.path("row");
                Kept sent = new Kept(version, row.isNull() ? null : row.toString());
                rows.merge(
                        exchange.getRequestURI().getPath() + " " + each.path("key"),
                        sent,
                        (kept, newer) -> guard == Guard.VERSIONS && newer.version() < kept.version() ? kept : newer);
            }
            exchange.sendResponseHeaders(NO_CONTENT, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        target.close();
    }
}
