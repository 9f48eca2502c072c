package datalab.access.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a provider; each answer comes whole within a time and a size, or not at all. Follows no redirects. Thread-safe. */
final class ProviderClient implements AutoCloseable {
    static final int ANSWER_BYTES_MAX = 256 * 1024;

    private final Duration timeout;
    private final HttpClient http;

    ProviderClient(Duration timeout) {
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** An answer: a JSON object with the status of HTTP. */
    record Answer(int status, Map<String, Object> json) {}

    /** A document that must be there. */
    Map<String, Object> get(URI uri) {
        Answer answer = answer(HttpRequest.newBuilder(uri));
        if (answer.status() != 200) {
            throw new ProviderUnavailable(uri + " answers " + answer.status(), null);
        }
        return answer.json();
    }

    /** What a form is answered, also where it is refused. */
    Answer post(URI uri, String form, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        headers.forEach(request::header);
        return answer(request);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private Answer answer(HttpRequest.Builder builder) {
        HttpRequest request = builder.header("Accept", "application/json").build();
        URI uri = request.uri();
        if (!ProviderAddress.isSafe(uri)) {
            throw new ProviderUnavailable(uri + " is neither https nor on this machine", null);
        }
        HttpResponse<byte[]> response = await(uri, request);
        try {
            return new Answer(response.statusCode(), json(response));
        } catch (ParseException e) {
            throw new ProviderUnavailable(uri + " answers " + response.statusCode() + " and no JSON object", e);
        }
    }

    private static Map<String, Object> json(HttpResponse<byte[]> response) throws ParseException {
        return JSONObjectUtils.parse(new String(response.body(), UTF_8));
    }

    private HttpResponse<byte[]> await(URI uri, HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> response =
                http.sendAsync(request, head -> new BoundedAnswer(ANSWER_BYTES_MAX));
        try {
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ProviderUnavailable(uri + " does not answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw new ProviderUnavailable(uri + " cannot be asked: " + failure, failure);
            }
            throw new IllegalStateException("a request failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProviderUnavailable(uri + " has not answered yet, and nobody waits any more", e);
        } finally {
            response.cancel(true); // without effect where it has been answered
        }
    }
}
