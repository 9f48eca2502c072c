package datalab.out.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputTable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A receiver as the documents ask for one: checks signatures, keeps of each key the row of the highest version, and of rows that
 * are gone their version. What it answers otherwise a test says.
 */
final class KeepingReceiver implements AutoCloseable {
    static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("of no use to anybody else".getBytes(UTF_8));

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Kept> rows = new HashMap<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What it answers where it does not take a request. */
    private volatile Refusal refusal = (request, exchange) -> false;

    /** The row of a key; null where it is gone. */
    private record Kept(String path, long version, @Nullable JsonNode row) {}

    /** A request as it came. */
    record Request(String path, Map<String, String> headers, String body) {

        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        String id() {
            return headers.getOrDefault("Webhook-id", "");
        }
    }

    /** Answers a request, or leaves it to the receiver. */
    interface Refusal {
        boolean answers(Request request, HttpExchange exchange) throws IOException;
    }

    KeepingReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    /** As a target: with the timeout and batch that the settings have where they say nothing. */
    WebhookTarget target() {
        return target(SECRET, Duration.ofSeconds(10));
    }

    WebhookTarget target(String secret, Duration timeout) {
        WebhookSecret key = WebhookSecret.read(secret).orElseThrow();
        return new WebhookTarget(new WebhookReceiver(URI.create(url()), key, timeout, 100), Clock.systemUTC());
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private String url() {
        return "http://" + host() + "/hidden/";
    }

    void refuse(Refusal how) {
        refusal = how;
    }

    /** Refuses requests whose body is such, with this status and text. */
    void refuse(Predicate<String> bodies, int status, String text) {
        refuse((request, exchange) -> {
            boolean isSuch = bodies.test(request.body());
            if (isSuch) {
                answer(exchange, status, text);
            }
            return isSuch;
        });
    }

    /** Rows by the types of their columns. */
    synchronized List<List<@Nullable Object>> seen(OutputTable table) {
        List<List<@Nullable Object>> seen = new ArrayList<>();
        for (Kept kept : rows.values()) {
            if (kept.path().equals("/hidden/" + table.name()) && kept.row() != null) {
                List<@Nullable Object> values = new ArrayList<>();
                for (OutputColumn column : table.columns()) {
                    values.add(value(column, kept.row().path(column.name())));
                }
                seen.add(values);
            }
        }
        return seen;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
            String path = exchange.getRequestURI().getPath();
            Request request = new Request(path, headers, new String(body.readAllBytes(), UTF_8));
            requests.add(request);
            if (refusal.answers(request, exchange)) {
                return;
            }
            boolean isSigned = isSigned(exchange.getRequestHeaders(), request.body());
            if (isSigned) {
                keep(request);
            }
            answer(exchange, isSigned ? NO_CONTENT : UNAUTHORIZED, "");
        }
    }

    static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized void keep(Request request) throws IOException {
        JsonNode message = request.json();
        long version = message.path("version").longValue();
        for (JsonNode each : message.path("rows")) {
            JsonNode row = each.path("row");
            Kept sent = new Kept(request.path(), version, row.isNull() ? null : row);
            rows.merge(
                    request.path() + " " + each.path("key"),
                    sent,
                    (kept, newer) -> newer.version() < kept.version() ? kept : newer);
        }
    }

    private static boolean isSigned(Headers headers, String body) {
        String timestamp = headers.getFirst("webhook-timestamp");
        String signed = headers.getFirst("webhook-id") + "." + timestamp + "." + body;
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.replace("whsec_", "")), "HmacSHA256"));
            String signature = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
            Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), Instant.now())
                    .abs();
            return signature.equals(headers.getFirst("webhook-signature")) && age.compareTo(TOLERANCE) < 0;
        } catch (GeneralSecurityException | NumberFormatException e) {
            return false;
        }
    }

    private static @Nullable Object value(OutputColumn column, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        return switch (column.type()) {
            case STRING -> value.textValue();
            case NUMBER -> value.doubleValue();
            case INTEGER -> value.longValue();
            case BOOLEAN -> value.booleanValue();
            case TIME -> Instant.parse(value.textValue());
            case JSON -> value.toString();
        };
    }
}
