package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.access.AccessRole;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.lab.output.Output;
import datalab.store.Ledger;
import datalab.store.ledger.Progress;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLedger;
import datalab.store.output.OutputStatus;
import datalab.web.format.JsonBytes;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far a lab's outputs are, the tables on other servers, and requests to write one again. Thread-safe. */
final class OutputEndpoints {
    private static final String OUTPUTS = "/labs/{lab}/outputs";
    private static final String ONE = OUTPUTS + "/{output}";

    private static final List<OperationParameter> ASKING =
            List.of(OperationParameter.query("to", "the server; left out: all of them", JsonSchema.text()));

    private final LabCatalog catalog;
    private final RestResponder responder;
    private final OutputLedger outputs;
    private final Ledger ledger;

    OutputEndpoints(LabCatalog catalog, RestResponder responder, OutputLedger outputs, Ledger ledger) {
        this.catalog = catalog;
        this.responder = responder;
        this.outputs = outputs;
        this.ledger = ledger;
    }

    List<HttpEndpoint> all() {
        return List.of(
                HttpEndpoint.get(
                        OUTPUTS,
                        Permission.to(AccessRole.READ),
                        this::outputs,
                        catalog.eachLab(
                                lab -> Operation.ofLab(lab.name(), "outputs", "How far the tables on other servers are")
                                        .answers(200, "outputs", Operation.json(JsonSchema.object()))
                                        .problems(400, 503))),
                HttpEndpoint.post(
                        ONE,
                        Permission.to(AccessRole.ADMIN),
                        this::publish,
                        catalog.eachLab(lab -> Operation.ofLab(
                                        lab.name(),
                                        "outputs_publish",
                                        "Have an output written again from the beginning")
                                .parameter(OperationParameter.path("output", JsonSchema.text()))
                                .parameters(ASKING)
                                .answers(202, "the outputs that are written", Operation.json(JsonSchema.object()))
                                .problems(400, 404, 503))));
    }

    private void outputs(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        QueryParameters query = QueryParameters.of(request.query(), List.of());
        responder.document(request, response, query, () -> Answer.json(json(lab, declared(lab))));
    }

    /** Answers at once; the process that publishes the output begins within a second. */
    private void publish(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        String of = request.parameter("output");
        QueryParameters query = QueryParameters.of(request.query(), OperationParameter.names(ASKING));
        String server = query.text("to").orElse(null);
        Map<OutputId, Output> asked = new LinkedHashMap<>(declared(lab));
        asked.entrySet()
                .removeIf(each -> !each.getKey().of().equals(of)
                        || (server != null && !each.getValue().server().equals(server)));
        if (asked.isEmpty()) {
            throw HttpProblem.notFound("lab " + lab.name() + " has no out: of '" + of + "'"
                    + (server == null ? "" : " to '" + server + "'") + "; " + there(lab));
        }
        asked.keySet().forEach(outputs::askAgain);
        response.status(202).header("Content-Type", "application/json").send(json(lab, asked));
    }

    private String there(Lab lab) {
        List<String> all = declared(lab).keySet().stream()
                .map(id -> id.of() + " to " + id.target())
                .toList();
        return all.isEmpty() ? "there is none" : "there is " + String.join(", ", all);
    }

    private static Map<OutputId, Output> declared(Lab lab) {
        Map<OutputId, Output> declared = new LinkedHashMap<>();
        lab.outputs()
                .forEach((name, each) ->
                        each.forEach(output -> declared.put(new OutputId(lab.name(), name, output.target()), output)));
        return declared;
    }

    private byte[] json(Lab lab, Map<OutputId, Output> declared) {
        Map<OutputId, OutputStatus> known = new LinkedHashMap<>();
        outputs.statuses(lab.name()).forEach(status -> known.put(status.output(), status));
        Map<String, Offsets> progress = new LinkedHashMap<>();
        declared.keySet().forEach(id -> progress.computeIfAbsent(id.of(), name -> progress(lab, name)));
        return JsonBytes.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("rows");
            for (Map.Entry<OutputId, Output> each : declared.entrySet()) {
                Offsets reached = progress.getOrDefault(each.getKey().of(), Offsets.NONE);
                write(json, each.getKey(), each.getValue(), known.get(each.getKey()), reached);
            }
            json.writeEndArray();
            json.writeNullField("after");
            json.writeEndObject();
        });
    }

    private Offsets progress(Lab lab, String name) {
        return Progress.offsets(ledger.progress(lab.streamOfOutput(name)));
    }

    private static void write(
            JsonGenerator json, OutputId id, Output output, @Nullable OutputStatus status, Offsets progress)
            throws IOException {
        OutputStatus shown = status == null
                ? new OutputStatus(id, 0, Offsets.NONE, false, "nobody has published it yet", 0, List.of())
                : status;
        json.writeStartObject();
        json.writeStringField("of", id.of());
        json.writeStringField("server", output.server());
        json.writeStringField("table", output.table());
        json.writeNumberField("lag", progress.lagOf(shown.published()));
        json.writeBooleanField("whole", shown.isWhole());
        json.writeNumberField("version", shown.version());
        json.writeStringField("alarm", shown.alarm());
        json.writeNumberField("refused", shown.refused());
        json.writeArrayFieldStart("refused_rows");
        for (OutputStatus.Refused row : shown.examples()) {
            json.writeStartObject();
            json.writeFieldName("key");
            json.writeRawValue(row.key());
            json.writeStringField("reason", row.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
