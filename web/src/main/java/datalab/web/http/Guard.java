package datalab.web.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Stands before every endpoint of the server, and keeps out what a browser sends on behalf of a foreign page: a
 * request to a host name that is not this machine's (DNS rebinding), and a change asked for from another origin
 * (CSRF). Answers carry {@code nosniff}, and no foreign page may read them, for no CORS header is ever sent.
 */
public final class Guard implements Filter {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Header NO_SNIFF = HeaderValues.X_CONTENT_TYPE_OPTIONS_NOSNIFF;

    private final boolean loopbackOnly;

    public Guard(boolean loopbackOnly) {
        this.loopbackOnly = loopbackOnly;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        response.header(NO_SNIFF);
        String authority = request.authority();
        if (loopbackOnly && !isLoopback(host(authority))) {
            throw NoAnswer.of(
                    421,
                    "Misdirected request",
                    "host is '" + authority + "', but this DataLab answers only to localhost and 127.0.0.1");
        }
        Method method = request.prologue().method();
        if (!method.equals(Method.GET) && !method.equals(Method.HEAD)) {
            request.headers()
                    .first(HeaderNames.ORIGIN)
                    .filter(origin -> !isSame(origin, authority))
                    .ifPresent(Guard::refuse);
        }
        chain.proceed();
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
