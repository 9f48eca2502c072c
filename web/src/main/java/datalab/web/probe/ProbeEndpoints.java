package datalab.web.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.http.Endpoints;
import datalab.http.Request;
import datalab.http.Response;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}. Never cached. Thread-safe. */
public final class ProbeEndpoints {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
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

    private void ready(Request request, Response response) {
        Readiness.Report report = readiness.report();
        response.status(report.isReady() ? 200 : 503);
        sendJson(response, report.json());
    }

    private void metrics(Request request, Response response) {
        send(response, PROMETHEUS, probes.metrics().get().getBytes(UTF_8));
    }

    private static void sendJson(Response response, byte[] body) {
        send(response, "application/json", body);
    }

    private static void send(Response response, String contentType, byte[] body) {
        response.header("Content-Type", contentType).header("Cache-Control", "no-store");
        response.send(body);
    }
}
