package datalab.web.http;

import datalab.http.Handler;
import datalab.http.MalformedUrl;
import datalab.http.Request;
import datalab.http.Response;
import datalab.log.LogUnavailable;
import datalab.store.result.StoreUnavailable;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts exceptions into {@code application/problem+json}. Stack traces go to the log, under an incident's
 * id. Thread-safe.
 */
public final class ErrorAnswers implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Handler handler;

    public ErrorAnswers(Handler handler) {
        this.handler = handler;
    }

    @Override
    public void handle(Request request, Response response) {
        try {
            handler.handle(request, response);
        } catch (RuntimeException e) {
            if (response.isBegun()) {
                throw e; // too late for another answer: the server breaks this one off
            }
            send(response, noAnswer(request, e));
        }
    }

    private static HttpProblem noAnswer(Request request, RuntimeException e) {
        return switch (e) {
            case HttpProblem said -> said;
            case MalformedUrl url -> HttpProblem.badRequest(String.valueOf(url.getMessage()));
            case StoreUnavailable away -> unavailable(away.publicText(), away);
            case LogUnavailable away -> unavailable("the log does not answer", away);
            default -> unexpected(request, e);
        };
    }

    private static HttpProblem unexpected(Request request, RuntimeException e) {
        String incident = UUID.randomUUID().toString();
        LOG.atError()
                .setCause(e)
                .addKeyValue("incident", incident)
                .addKeyValue("method", request.method())
                .addKeyValue("path", request.path())
                .log("request failed");
        return HttpProblem.of(500, "Internal error", "a fault in DataLab; its log says more under the incident's id")
                .with("incident", incident);
    }

    private static HttpProblem unavailable(String what, RuntimeException e) {
        LOG.atWarn().addKeyValue("error", e.getMessage()).log("answered unavailable");
        return HttpProblem.unavailable(what + "; nothing is lost, ask again", RETRY_AFTER);
    }

    private static void send(Response response, HttpProblem e) {
        if (e.retryAfter() != null) {
            response.header(
                    "Retry-After", Long.toString(Math.max(1, e.retryAfter().toSeconds())));
        }
        response.send(e.problem());
    }
}
