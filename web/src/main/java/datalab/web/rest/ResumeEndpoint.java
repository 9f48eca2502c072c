package datalab.web.rest;

import datalab.access.AccessRole;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
import datalab.log.LogUnavailable;
import datalab.log.Topics;
import datalab.web.format.JsonBytes;
import datalab.web.http.HttpProblem;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** {@code POST /labs/{lab}/streams/{stream}/resume}: a stream goes on after a gap in its log. Thread-safe. */
public final class ResumeEndpoint {
    private static final String ACCEPT_LOSS = "accept_loss";
    private static final List<OperationParameter> PARAMETERS = List.of(OperationParameter.query(
            ACCEPT_LOSS,
            "where false nothing is changed, and what is lost is said",
            JsonSchema.type("boolean").put("default", false)));
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final LabCatalog catalog;
    private final StreamResume resume;

    public ResumeEndpoint(LabCatalog catalog, StreamResume resume) {
        this.catalog = catalog;
        this.resume = resume;
    }

    public HttpEndpoint endpoint() {
        return HttpEndpoint.post(
                "/labs/{lab}/streams/{stream}/resume",
                Permission.to(AccessRole.ADMIN),
                this::handle,
                catalog.eachStream(
                        stream -> Operation.ofStream(stream, "resume", "Go on after the log has lost something")
                                .parameters(PARAMETERS)
                                .answers(200, "what was lost", Operation.json(JsonSchema.object()))
                                .problems(422, 503)));
    }

    private void handle(Request request, Response response) {
        String topic = topic(request);
        QueryParameters query = QueryParameters.of(request.query(), OperationParameter.names(PARAMETERS));
        boolean accept =
                query.word(ACCEPT_LOSS, "false", List.of("true", "false")).equals("true");
        List<StreamResume.Stopped> stopped = stopped(topic, accept);
        if (stopped.stream().anyMatch(one -> !one.resumed())) {
            throw HttpProblem.of(422, "Something is lost", describe(topic, stopped, accept));
        }
        response.status(200).header("Content-Type", "application/json").send(JsonBytes.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("partitions");
            for (StreamResume.Stopped one : stopped) {
                json.writeStartObject();
                json.writeNumberField("partition", one.partition());
                json.writeNumberField("missing", one.missing());
                json.writeStringField("what", one.what());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    private List<StreamResume.Stopped> stopped(String topic, boolean accept) {
        try {
            return resume.resume(topic, accept);
        } catch (LogUnavailable e) {
            throw HttpProblem.unavailable(String.valueOf(e.getMessage()), RETRY_AFTER);
        }
    }

    /** The topic of rejects is of no lab, and may stop as any other. */
    private String topic(Request request) {
        String lab = request.parameter("lab");
        String stream = request.parameter("stream");
        String topic = lab + "." + stream;
        return topic.equals(Topics.REJECTS)
                ? topic
                : catalog.stream(catalog.lab(lab), stream).topic();
    }

    private static String describe(String topic, List<StreamResume.Stopped> stopped, boolean accept) {
        String each = stopped.stream()
                .map(one -> "partition " + one.partition() + ": " + one.what() + " (" + one.missing()
                        + " acknowledged records are known to be lost)")
                .collect(Collectors.joining("; "));
        String then = accept
                ? "it has changed meanwhile; ask again"
                : "`./datalab resume " + topic + " --accept-loss` (accept_loss=true) goes on without them";
        return each + "; " + then;
    }
}
