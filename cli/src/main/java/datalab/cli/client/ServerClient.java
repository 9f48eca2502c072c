package datalab.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.app.settings.Secrets;
import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/**
 * A running DataLab. Retries with growing delays while it cannot be reached or is busy; gives up with
 * {@link CommandFailed} when that lasts too long.
 */
public final class ServerClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int PROBLEM_BYTES_MAX = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI server;
    /** As it may be shown. */
    private final String name;

    private final Retry retry;
    private final Optional<String> token;

    public ServerClient(ServerAddress address, Retry retry) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .sslContext(address.tls().context())
                .build();
        this.server = address.url();
        this.name = Secrets.hidden(server.toString());
        this.retry = retry;
        this.token = ClientToken.of(server.getHost());
    }

    /** One as options say, that tells of what it waits for on standard error. */
    public static ServerClient of(ServerOption server, TimeoutOption timeout) {
        return new ServerClient(server.address(), timeout.retry(failure -> System.err.println("datalab: " + failure)));
    }

    /** The beginning of a request; the path is without a slash before it. */
    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER_TIMEOUT);
        if (server.getUserInfo() != null) { // of a proxy that asks for a password
            byte[] user = server.getUserInfo().getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        } else {
            token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        }
        return request;
    }

    /** The first response that a retry would not change. */
    public HttpResponse<String> ask(HttpRequest request) {
        return ask(request, BodyHandlers.ofString(), HttpResponse::body);
    }

    /** What is answered to GET as JSON; {@link CommandFailed} where it is an error. */
    public JsonNode get(String path) {
        HttpResponse<String> answer = ask(request(path).GET().build());
        if (answer.statusCode() != 200) {
            throw refused(answer);
        }
        return json(answer);
    }

    /** The first response of one that is read as it comes; {@link CommandFailed} where it is an error. */
    public HttpResponse<InputStream> open(HttpRequest request) {
        HttpResponse<InputStream> answer = ask(request, BodyHandlers.ofInputStream(), ServerClient::text);
        if (answer.statusCode() != 200) {
            throw refused(answer.statusCode(), text(answer));
        }
        return answer;
    }

    private <T> HttpResponse<T> ask(
            HttpRequest request, BodyHandler<T> handler, Function<HttpResponse<T>, String> text) {
        Retry.Attempts attempts = retry.begin();
        while (true) {
            String failure;
            try {
                HttpResponse<T> answer = http.send(request, handler);
                if (!isWorthAskingAgain(answer.statusCode())) {
                    return answer;
                }
                failure = name + " is busy: " + answer.statusCode() + " "
                        + json(text.apply(answer)).path("detail").asText();
            } catch (IOException e) {
                failure = name + " cannot be reached: " + reason(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailed("interrupted", e);
            }
            attempts.waitAfter(failure);
        }
    }

    /** The exception for an unexpected response. */
    public static CommandFailed refused(HttpResponse<String> answer) {
        return refused(answer.statusCode(), answer.body());
    }

    private static CommandFailed refused(int status, String body) {
        JsonNode detail = json(body).path("detail");
        String why = detail.isTextual() ? detail.asText() : notDataLab(status);
        return new CommandFailed("the server answered " + status + ": " + why);
    }

    /** The body of an answer; an empty object where it is no JSON. */
    public static JsonNode json(HttpResponse<String> answer) {
        return json(answer.body());
    }

    /** The beginning of an answer that is no export. */
    private static String text(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            return new String(body.readNBytes(PROBLEM_BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static JsonNode json(String text) {
        try {
            JsonNode body = JSON.readTree(text);
            return body == null ? JSON.createObjectNode() : body;
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    private static String notDataLab(int status) {
        return status == 401
                ? "it asks for a user and a password, as in --url https://USER:PASSWORD@HOST (or DATALAB_URL)"
                : "that is no answer of DataLab's; does --url (DATALAB_URL) name another server?";
    }

    // 409: an earlier attempt to send the same chunk is still in progress.
    private static boolean isWorthAskingAgain(int status) {
        return status == 409 || status == 429 || status == 502 || status == 503 || status == 504;
    }

    private static boolean isUnknown(SSLException e) {
        return String.valueOf(e.getMessage()).contains("PKIX");
    }

    private static String reason(IOException e) {
        return switch (e) {
            case SSLException untrusted
            when isUnknown(untrusted) ->
                "nobody who is trusted signs its certificate; --ca (DATALAB_CA) names who does";
            case SSLException other -> "TLS fails: " + other.getMessage();
            case HttpTimeoutException slow -> "it does not answer in time";
            case ConnectException unknown
            when unknown.getCause() instanceof UnresolvedAddressException -> "there is no such host";
            case ConnectException nobody -> "nobody listens there";
            default -> e.getMessage() == null ? "the connection broke" : e.getMessage();
        };
    }
}
