package datalab.web.http;

import datalab.http.Handler;
import datalab.http.Request;
import datalab.http.Response;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Stands before every endpoint of the server, and keeps out what a browser sends on behalf of a foreign page: a
 * request to a host name that is not this machine's (DNS rebinding), and a change asked for from another origin
 * (CSRF). Answers carry {@code nosniff}, and no foreign page may read them, for no CORS header is ever sent.
 */
public final class Guard implements Handler {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final Handler handler;
    private final boolean loopbackOnly;

    public Guard(Handler handler, boolean loopbackOnly) {
        this.handler = handler;
        this.loopbackOnly = loopbackOnly;
    }

    @Override
    public void handle(Request request, Response response) {
        response.header("X-Content-Type-Options", "nosniff");
        String authority = request.authority();
        if (loopbackOnly && !isLoopback(host(authority))) {
            throw NoAnswer.of(
                    421,
                    "Misdirected request",
                    "host is '" + authority + "', but this DataLab answers only to localhost and 127.0.0.1");
        }
        if (!READING.contains(request.method())) {
            request.header("Origin")
                    .filter(origin -> !isSame(origin, authority))
                    .ifPresent(Guard::refuse);
        }
        handler.handle(request, response);
    }

    static boolean isLoopback(String host) {
        return LOOPBACK.contains(host) || host.endsWith(".localhost") || (host.startsWith("127.") && isNumeric(host));
    }

    static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        return (hasPort ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    }

    static boolean isSame(String origin, String authority) {
        try {
            String originAuthority = URI.create(origin).getRawAuthority();
            return originAuthority != null && originAuthority.equalsIgnoreCase(authority);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isNumeric(String host) {
        return host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static void refuse(String origin) {
        throw NoAnswer.of(
                403,
                "Foreign origin",
                "a page of " + origin + " asked to change something here; only DataLab's own page may");
    }
}
