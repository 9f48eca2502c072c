package datalab.web.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.access.AccessRole;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import java.util.List;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}. Never cached. Thread-safe. */
public final class ProbeEndpoints {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final byte[] LIVE = "{\"status\":\"live\"}".getBytes(UTF_8);

    private final Probes probes;
    private final Readiness readiness;

    public ProbeEndpoints(Probes probes) {
        this.probes = probes;
        this.readiness = new Readiness(probes.ready(), probes.helpful());
    }

    public List<HttpEndpoint> all() {
        ObjectNode json = Operation.json(JsonSchema.object());
        ObjectNode text = Operation.content("text/plain", JsonSchema.text());
        return List.of(
                HttpEndpoint.get(
                        "/health/live",
                        Permission.PUBLIC,
                        (request, response) -> sendJson(response, LIVE),
                        operation("health_live", "Whether the process runs", json)),
                HttpEndpoint.get(
                        "/health/ready",
                        Permission.PUBLIC,
                        this::ready,
                        operation("health_ready", "Whether it can work, check by check", json)
                                .answers(503, "it cannot, and why", json.deepCopy())),
                HttpEndpoint.get(
                        "/metrics",
                        Permission.inAllLabs(AccessRole.READ),
                        this::metrics,
                        operation("metrics", "All metrics as Prometheus text", text)));
    }

    private static Operation operation(String id, String summary, ObjectNode content) {
        return new Operation("DataLab", id, summary)
                .answers(200, summary, content.deepCopy())
                .problems(421, 503);
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
