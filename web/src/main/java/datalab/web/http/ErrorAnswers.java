package datalab.web.http;

import datalab.lab.Problem;
import datalab.log.LogUnavailable;
import datalab.store.StoreUnavailable;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.NotFoundException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever goes wrong into {@code application/problem+json}. Stack traces go to the log, under an incident's
 * id.
 */
public final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE);
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
    private static final String MALFORMED =
            "this is not valid HTTP/1.1: look at the request line, its escapes (%), the Host header and how long they are";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Endpoints endpoints;

    /**
     * Answers for a server's endpoints.
     *
     * @param endpoints tells a wrong method from an unknown path
     */
    public ErrorAnswers(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    public void routing(HttpRouting.Builder routing) {
        routing.error(NoAnswer.class, (request, response, e) -> send(request, response, e));
        routing.error(
                StoreUnavailable.class,
                (request, response, e) -> send(request, response, unavailable("the store does not answer", e)));
        routing.error(
                LogUnavailable.class,
                (request, response, e) -> send(request, response, unavailable("the log does not answer", e)));
        routing.error(NotFoundException.class, this::notFound);
        routing.error(HttpException.class, ErrorAnswers::http);
        routing.error(Throwable.class, ErrorAnswers::unexpected);
    }

    /** Answers what is so malformed that it never reaches an endpoint. */
    public static DirectHandlers direct() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, ErrorAnswers::malformed);
        }
        return handlers.build();
    }

    private static DirectHandler.TransportResponse malformed(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            ServerResponseHeaders headers,
            @Nullable String message) {
        String said = detail(message, status);
        String detail = said.equals(status.reasonPhrase()) ? malformed(status) : said;
        Problem problem = new Problem(status.code(), status.reasonPhrase(), detail);
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(JSON)
                .keepAlive(type.keepAlive())
                .entity(problem.json())
                .build();
    }

    private static String malformed(Status status) {
        if (status.equals(Status.REQUEST_TIMEOUT_408)) {
            return "the head of the request did not come to its end in time";
        }
        return status.equals(Status.HTTP_VERSION_NOT_SUPPORTED_505) ? "HTTP/1.1 is all that is spoken here" : MALFORMED;
    }

    private void notFound(ServerRequest request, ServerResponse response, NotFoundException e) {
        HttpPrologue prologue = request.prologue();
        String path = prologue.uriPath().path();
        Optional<String> role = endpoints.roleElsewhere(prologue.method(), prologue.uriPath());
        if (role.isPresent()) {
            send(request, response, elsewhere(prologue, role.get()));
            return;
        }
        Set<String> allowed = endpoints.methods(prologue.uriPath());
        if (allowed.isEmpty()) {
            send(request, response, NoAnswer.notFound("nothing is at " + path + "; /docs lists what there is"));
            return;
        }
        response.header(HeaderValues.create(HeaderNames.ALLOW, String.join(", ", allowed)));
        send(
                request,
                response,
                NoAnswer.of(
                        405,
                        "Method not allowed",
                        prologue.method().text() + " is not for " + path + ", which takes "
                                + String.join(" and ", allowed)));
    }

    private static NoAnswer elsewhere(HttpPrologue prologue, String role) {
        return NoAnswer.notFound(
                prologue.method().text() + " " + prologue.uriPath().path() + " is for a process with the role " + role
                        + ", which this one has not (--role)");
    }

    private static void http(ServerRequest request, ServerResponse response, HttpException e) {
        Status status = e.status();
        send(request, response, NoAnswer.of(status.code(), status.reasonPhrase(), detail(e.getMessage(), status)));
    }

    private static void unexpected(ServerRequest request, ServerResponse response, Throwable e) {
        String incident = UUID.randomUUID().toString();
        LOG.atError()
                .setCause(e)
                .addKeyValue("incident", incident)
                .addKeyValue("method", request.prologue().method().text())
                .addKeyValue("path", request.prologue().uriPath().path())
                .log("request failed");
        send(
                request,
                response,
                NoAnswer.of(500, "Internal error", "a fault in DataLab; its log says more under the incident's id")
                        .with("incident", incident));
    }

    private static NoAnswer unavailable(String what, RuntimeException e) {
        LOG.atWarn().addKeyValue("error", e.getMessage()).log("answered unavailable");
        return NoAnswer.unavailable(what + "; nothing is lost, ask again", RETRY_AFTER);
    }

    private static void send(ServerRequest request, ServerResponse response, NoAnswer e) {
        Problem problem = e.problem();
        response.status(problem.status()).header(JSON).header(NO_STORE);
        if (e.retryAfter() != null) {
            response.header(HeaderValues.create(
                    HeaderNames.RETRY_AFTER, Math.max(1, e.retryAfter().toSeconds())));
        }
        byte[] body = problem.json();
        if (request.prologue().method().equals(Method.HEAD)) {
            response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, body.length));
            response.send();
        } else {
            response.send(body);
        }
    }

    private static String detail(@Nullable String message, Status status) {
        return message == null || message.isBlank() ? status.reasonPhrase() : message;
    }
}
