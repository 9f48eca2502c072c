package datalab.web.http;

import datalab.http.Handler;
import datalab.http.HostNames;
import datalab.http.Request;
import datalab.http.Response;
import java.util.Optional;
import java.util.Set;

/**
 * Guards every endpoint of the server against what a browser sends on behalf of a foreign page: a
 * request to a host name that is not ours (DNS rebinding), and a change asked for from another origin (CSRF). Answers carry
 * {@code nosniff}; a page of another origin may read them only where a setting names it (CORS). Thread-safe.
 */
public final class OriginGuard implements Handler {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private static final String ALLOWED =
            "Accept, Authorization, Content-Type, Content-Encoding, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID";
    private static final String EXPOSED =
            "Age, Cache-Status, DataLab-Bucket, ETag, Idempotency-Replayed, Link, Location, Retry-After";

    private final Handler handler;
    private final HostNames names;

    public OriginGuard(Handler handler, HostNames names) {
        this.handler = handler;
        this.names = names;
    }

    @Override
    public void handle(Request request, Response response) {
        response.header("X-Content-Type-Options", "nosniff");
        String authority = request.authority();
        if (!names.isHere(authority)) {
            throw HttpProblem.of(
                    421,
                    "Misdirected request",
                    "host is '" + authority + "', but this DataLab answers only to localhost, 127.0.0.1 and what"
                            + " http.names lists");
        }
        Optional<String> origin = request.header("Origin").filter(from -> !names.isOwn(from, authority));
        if (origin.isPresent() && names.isAllowedOrigin(origin.get())) {
            allowOrigin(origin.get(), request, response);
        } else if (origin.isPresent() && !READING.contains(request.method())) {
            throw foreign(origin.get());
        } else {
            handler.handle(request, response);
        }
    }

    private void allowOrigin(String origin, Request request, Response response) {
        response.header("Access-Control-Allow-Origin", origin).add("Vary", "Origin");
        if (request.method().equals("OPTIONS")
                && request.header("Access-Control-Request-Method").isPresent()) {
            response.header("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE")
                    .header("Access-Control-Allow-Headers", ALLOWED)
                    .header("Access-Control-Max-Age", "600")
                    .status(204)
                    .send();
            return;
        }
        response.header("Access-Control-Expose-Headers", EXPOSED);
        handler.handle(request, response);
    }

    private static HttpProblem foreign(String origin) {
        return HttpProblem.of(
                403,
                "Foreign origin",
                "a page of " + origin + " asked to change something here; only DataLab's own page may, and those of"
                        + " http.names and http.origins");
    }
}
