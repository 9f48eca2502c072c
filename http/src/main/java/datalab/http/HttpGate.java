package datalab.http;

import datalab.access.Access;
import datalab.access.AccessDenied;
import datalab.access.Caller;
import datalab.access.audit.AuditEntry;
import datalab.access.quota.QuotaExceeded;
import datalab.lab.json.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who sends a request, by its header {@code Authorization} or by the cookie of a browser's session, and whether
 * they may.
 * A browser sends its cookie also for pages of others, so with a cookie only DataLab's own pages change anything. Thread-safe.
 */
public final class HttpGate {
    /** In which a browser has the token that somebody has logged in with. */
    public static final String COOKIE = "datalab_session";

    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final String CHALLENGE = "Bearer realm=\"DataLab\"";

    private static final int CREATED = 201;

    private final Access access;

    public HttpGate(Access access) {
        this.access = access;
    }

    /** Lets everybody in. */
    static HttpGate open() {
        return new HttpGate(Access.open());
    }

    /** Hands a request on, with who asks, or answers why they may not. */
    void handle(Request request, HttpEndpoint endpoint, Response response) {
        Permission permission = endpoint.permission();
        request.calledBy(access.anonymous());
        if (endpoint.isAct()) {
            response.beforeAnswer(() -> note(request, endpoint, response));
        }
        try {
            if (access.isOn()) {
                response.add("Vary", "Authorization, Cookie");
            }
            Caller caller = access.metered(caller(request, permission), request.address());
            request.calledBy(caller);
            permission.require(caller, request);
            QuotaExceeded exceeded = permission.isQuestion() ? caller.quota().ask() : null;
            if (exceeded != null) {
                refuse(exceeded, response);
                return;
            }
            endpoint.handler().handle(request, response);
        } catch (AccessDenied e) {
            if (response.isBegun()) {
                throw e; // too late for another answer: the server breaks this one off
            }
            refuse(e, response);
        }
    }

    private void note(Request request, HttpEndpoint endpoint, Response response) {
        int status = response.status();
        Optional<String> made = status == CREATED ? response.header("Location") : Optional.empty();
        String target =
                made.map(path -> path.substring(request.base().length())).orElse(request.path());
        access.audit()
                .note(new AuditEntry(
                        access.audit().clock().instant(),
                        request.caller().name(),
                        request.address(),
                        endpoint.method() + " " + endpoint.path(),
                        request.lab().orElse(null),
                        target,
                        status));
    }

    private Caller caller(Request request, Permission permission) {
        if (!access.isOn()) {
            return access.anonymous();
        }
        if (permission.kind() == Permission.Kind.PUBLIC) {
            return access.anonymous(); // what is for everybody works with a token that has ended, too
        }
        Optional<String> header = request.header("Authorization");
        if (header.isPresent()) {
            return access.authorized(header.get());
        }
        Optional<String> cookie = cookie(request);
        if (cookie.isEmpty()) {
            return access.anonymous();
        }
        if (!READING.contains(request.method()) && !isOwnPage(request)) {
            throw AccessDenied.forbidden(
                    "a browser's session changes something only for DataLab's own page, by the header Origin; programs send"
                            + " a token in Authorization");
        }
        return access.caller(cookie.get());
    }

    private static boolean isOwnPage(Request request) {
        return request.header("Origin")
                .map(origin -> origin.replaceFirst("^https?://", ""))
                .filter(request.authority()::equals)
                .isPresent();
    }

    /** The token in a request's session cookie. */
    public static Optional<String> cookie(Request request) {
        return cookie(request, COOKIE);
    }

    /** The value of a cookie that is not empty. */
    public static Optional<String> cookie(Request request, String name) {
        for (String line : request.headers("Cookie")) {
            for (String pair : line.split(";", -1)) {
                List<String> parts = List.of(pair.strip().split("=", 2));
                if (parts.size() == 2
                        && parts.getFirst().equals(name)
                        && !parts.getLast().isEmpty()) {
                    return Optional.of(parts.getLast());
                }
            }
        }
        return Optional.empty();
    }

    /** Answers that a quota is exceeded (RFC 6585), and when to ask again. */
    public static void refuse(QuotaExceeded exceeded, Response response) {
        response.header("Retry-After", seconds(exceeded.retryAfter()))
                .send(new Problem(429, "Too many requests", exceeded.detail(), Map.of("limit", exceeded.limit())));
    }

    /** For the header Retry-After, which has whole seconds. */
    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    }

    /** Answers with why somebody may not. */
    public static void refuse(AccessDenied denied, Response response) {
        switch (denied.reason()) {
            case UNAUTHENTICATED -> response.header("WWW-Authenticate", CHALLENGE);
            case FORBIDDEN -> {}
            case UNAVAILABLE -> response.header("Retry-After", "2");
        }
        response.send(problem(denied));
    }

    /** Why somebody may not. */
    public static Problem problem(AccessDenied denied) {
        return switch (denied.reason()) {
            case UNAUTHENTICATED -> new Problem(401, "Not logged in", denied.detail());
            case FORBIDDEN -> new Problem(403, "Not allowed", denied.detail());
            case UNAVAILABLE -> new Problem(503, "Unavailable", denied.detail());
        };
    }
}
