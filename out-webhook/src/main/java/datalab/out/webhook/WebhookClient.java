package datalab.out.webhook;

import datalab.store.output.OutputUnavailable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts signed requests to a receiver and waits for each answer as long as its timeout says, and no longer. Follows no
 * redirects, keeps no cookies, retries nothing. Thread-safe.
 */
final class WebhookClient implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final int ID_BYTES = 16;

    private final WebhookReceiver receiver;
    private final Clock clock;
    private final HttpClient http;

    WebhookClient(WebhookReceiver receiver, Clock clock) {
        this.receiver = receiver;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_MAX)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** An answer that says of the request whether it is taken or refused; any other is {@link OutputUnavailable}. */
    WebhookAnswer post(URI uri, byte[] body) {
        String id = id(body);
        long timestamp = clock.instant().getEpochSecond();
        WebhookAnswer answer = answer(HttpRequest.newBuilder(uri)
                .header("User-Agent", "DataLab")
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", receiver.secret().signature(id, timestamp, body))
                .POST(BodyPublishers.ofByteArray(body))
                .build());
        if (!answer.isTaken() && !answer.isRefusal()) {
            throw unavailable("answers " + answer.words(), null);
        }
        return answer;
    }

    /** Whatever a receiver says to HEAD, it is there. */
    void check() {
        answer(HttpRequest.newBuilder(receiver.url()).HEAD().build());
    }

    OutputUnavailable unavailable(String what, @Nullable Throwable cause) {
        return new OutputUnavailable(receiver + " " + what, cause);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private WebhookAnswer answer(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> response = http.sendAsync(request, head -> new AnswerBeginning());
        try {
            return WebhookAnswer.of(response.get(receiver.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw unavailable("does not answer within " + receiver.timeout().toMillis() + " ms", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw unavailable(words(failure), failure);
            }
            throw new IllegalStateException("a request failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("has not answered yet, and nobody waits any more", e);
        } finally {
            response.cancel(true); // without effect where it has been answered
        }
    }

    private static String words(IOException failure) {
        return switch (failure) {
            case HttpTimeoutException late -> "cannot be connected to in time";
            case ConnectException refused -> "cannot be connected to";
            default -> "cannot be asked: " + (failure.getMessage() == null ? failure : failure.getMessage());
        };
    }

    /** The same for the same rows of a version, so that a receiver can tell a request that it has had. */
    private static String id(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return "msg_" + HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
