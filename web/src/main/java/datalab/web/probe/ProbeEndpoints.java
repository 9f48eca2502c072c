package datalab.web.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.web.http.Endpoints;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}. Never cached. Thread-safe. */
public final class ProbeEndpoints {
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
    private static final Header PROMETHEUS =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    private static final byte[] LIVE = "{\"status\":\"live\"}".getBytes(UTF_8);

    private final Probes probes;
    private final Readiness readiness;

    public ProbeEndpoints(Probes probes) {
        this.probes = probes;
        this.readiness = new Readiness(probes.ready());
    }

    public void register(Endpoints endpoints) {
        endpoints.get("/health/live", (request, response) -> sendJson(response, LIVE));
        endpoints.get("/health/ready", this::ready);
        endpoints.get("/metrics", this::metrics);
    }

    private void ready(ServerRequest request, ServerResponse response) {
        Readiness.Report report = readiness.report();
        response.status(report.isReady() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503);
        sendJson(response, report.json());
    }

    private void metrics(ServerRequest request, ServerResponse response) {
        response.header(PROMETHEUS).header(NO_STORE);
        response.send(probes.metrics().get().getBytes(UTF_8));
    }

    private static void sendJson(ServerResponse response, byte[] body) {
        response.header(HeaderValues.CONTENT_TYPE_JSON).header(NO_STORE);
        response.send(body);
    }
}
