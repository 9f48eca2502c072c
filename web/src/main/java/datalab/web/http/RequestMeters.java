package datalab.web.http;

import datalab.http.Handler;
import datalab.http.Request;
import datalab.http.Response;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times every request by the pattern of its path, so that unknown paths or methods do not create meters. What
 * is followed live is not timed: it lasts as long as people look. Thread-safe.
 */
public final class RequestMeters implements Handler {
    private static final String NOWHERE = "none";
    private static final String LIVE = "/labs/{lab}/live";

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Handler handler;
    private final MeterRegistry meters;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    public RequestMeters(Handler handler, MeterRegistry meters) {
        this.handler = handler;
        this.meters = meters;
    }

    private record Kind(String method, String pattern, int status) {}

    @Override
    public void handle(Request request, Response response) {
        long began = System.nanoTime();
        try {
            handler.handle(request, response);
        } finally {
            String pattern = request.pattern().orElse(NOWHERE);
            if (!pattern.equals(LIVE)) {
                String method = METHODS.contains(request.method()) ? request.method() : "other";
                timers.computeIfAbsent(new Kind(method, pattern, response.status()), this::timer)
                        .record(Duration.ofNanos(System.nanoTime() - began));
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
