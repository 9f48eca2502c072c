package datalab.access.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A provider whose answers a test chooses. */
final class StubProvider implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    final AtomicInteger keysAsked = new AtomicInteger();
    final BlockingQueue<HttpExchange> tokensAsked = new LinkedBlockingQueue<>();
    final BlockingQueue<String> forms = new LinkedBlockingQueue<>();

    /** What it changes in its document. */
    final Map<String, Object> document = new LinkedHashMap<>();

    volatile Sending keys = exchange -> send(exchange, 500, "{}");
    volatile Function<String, String> token = form -> "{\"error\":\"invalid_grant\"}";
    volatile int tokenStatus = 200;

    /** Answers, or does not. */
    @FunctionalInterface
    interface Sending {
        void to(HttpExchange exchange) throws IOException;
    }

    StubProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/.well-known/openid-configuration", this::sendDocument);
        server.createContext("/keys", exchange -> {
            keysAsked.incrementAndGet();
            keys.to(exchange);
        });
        server.createContext("/token", this::sendToken);
        server.start();
        document.put("issuer", issuer().toString());
        document.put("jwks_uri", issuer() + "/keys");
        document.put("authorization_endpoint", issuer() + "/authorize?tenant=1");
        document.put("token_endpoint", issuer() + "/token");
    }

    URI issuer() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void publish(JWK... published) {
        String json = new JWKSet(List.of(published)).toString(true);
        keys = exchange -> send(exchange, 200, json);
    }

    void answerKeys(int status, String body) {
        keys = exchange -> send(exchange, status, body);
    }

    /** Takes a request and says nothing. */
    void hang() {
        keys = exchange -> awaitClose();
    }

    /** Begins an answer, and never ends it. */
    void drip() {
        keys = exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitClose();
        };
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void awaitClose() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendDocument(HttpExchange exchange) throws IOException {
        send(exchange, 200, JSONObjectUtils.toJSONString(document));
    }

    private void sendToken(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        tokensAsked.add(exchange);
        forms.add(form);
        send(exchange, tokenStatus, token.apply(form));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
