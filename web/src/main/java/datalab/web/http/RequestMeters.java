package datalab.web.http;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times every request by the pattern of its path, so that nobody can make meters by inventing paths or methods. What
 * is followed live is not timed: it lasts as long as people look. Thread-safe.
 */
public final class RequestMeters implements Filter {
    private static final String NOWHERE = "none";
    private static final String LIVE = "/labs/{lab}/live";

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final MeterRegistry meters;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    public RequestMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    private record Kind(String method, String pattern, int status) {}

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long began = System.nanoTime();
        try {
            chain.proceed();
        } finally {
            String pattern = request.matchingPattern().orElse(NOWHERE);
            if (!pattern.equals(LIVE)) {
                String method = request.prologue().method().text();
                Kind kind = new Kind(
                        METHODS.contains(method) ? method : "other",
                        pattern,
                        response.status().code());
                timers.computeIfAbsent(kind, this::timer).record(Duration.ofNanos(System.nanoTime() - began));
            }
        }
    }

    private Timer timer(Kind kind) {
        return Timer.builder("datalab.web.requests")
                .tag("method", kind.method())
                .tag("path", kind.pattern())
                .tag("status", Integer.toString(kind.status()))
                .register(meters);
    }
}
