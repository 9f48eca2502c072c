package datalab.web.forget;

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
import datalab.store.forget.ForgetLedger;
import datalab.store.forget.ForgetRequest;
import datalab.store.forget.ForgetRun;
import datalab.web.format.JsonBytes;
import datalab.web.http.HttpProblem;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys that a lab is to forget: asking for it, and what has become of it. Thread-safe. */
public final class ForgetEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(ForgetEndpoints.class);
    private static final String ALL = "/labs/{lab}/forget";
    private static final int LATEST = 100;

    private final LabCatalog catalog;
    private final ForgetLedger forgets;
    private final Function<String, Offsets> ends;
    private final Clock clock;

    /** @param ends the offset after the last record of each partition of a topic */
    public ForgetEndpoints(LabCatalog catalog, ForgetLedger forgets, Function<String, Offsets> ends, Clock clock) {
        this.catalog = catalog;
        this.forgets = forgets;
        this.ends = ends;
        this.clock = clock;
    }

    public List<HttpEndpoint> all() {
        return List.of(
                HttpEndpoint.post(
                        ALL,
                        Permission.to(AccessRole.ADMIN),
                        this::ask,
                        catalog.eachLab(lab -> Operation.ofLab(lab.name(), "forget", "Have all events of a key removed")
                                .body("the key, and the streams", true, Operation.json(ForgetBody.schema(lab)))
                                .answers(202, "what has become of it by now", Operation.json(JsonSchema.object()))
                                .problems(400, 404, 415, 422, 503))),
                HttpEndpoint.get(
                        ALL,
                        Permission.to(AccessRole.ADMIN),
                        this::latest,
                        catalog.eachLab(lab -> Operation.ofLab(lab.name(), "forgets", "Which keys were to be forgotten")
                                .answers(200, "the newest first, without keys", Operation.json(JsonSchema.object()))
                                .problems(400, 503))),
                HttpEndpoint.get(
                        ALL + "/{forget}",
                        Permission.to(AccessRole.ADMIN),
                        this::one,
                        catalog.eachLab(lab -> Operation.ofLab(lab.name(), "forgets_get", "What has become of one")
                                .parameter(OperationParameter.path("forget", JsonSchema.type("integer")))
                                .answers(200, "its record", Operation.json(JsonSchema.object()))
                                .problems(400, 404, 503))));
    }

    /** Answers at once; a process that runs batches begins within a second. */
    private void ask(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        QueryParameters.of(request.query(), List.of());
        ForgetRequest asked = ForgetBody.of(request, catalog, lab, clock)
                .request(lab, ends, request.caller().name());
        ForgetRun run = forgets.ask(asked);
        LOG.atInfo()
                .addKeyValue("lab", lab.name())
                .addKeyValue("run", run.id())
                .addKeyValue("by", run.by())
                .log("a key is to be forgotten");
        response.header("Location", "/labs/%s/forget/%s".formatted(lab.name(), run.id()));
        send(response, 202, run);
    }

    private void latest(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        QueryParameters.of(request.query(), List.of());
        List<ForgetRun> runs = forgets.latest(lab.name(), LATEST);
        response.status(200).header("Content-Type", "application/json").send(JsonBytes.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("rows");
            for (ForgetRun run : runs) {
                ForgetJson.write(json, run);
            }
            json.writeEndArray();
            json.writeNullField("after");
            json.writeEndObject();
        }));
    }

    private void one(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        QueryParameters.of(request.query(), List.of());
        String id = request.parameter("forget");
        ForgetRun run = number(id)
                .flatMap(number -> forgets.run(lab.name(), number))
                .orElseThrow(
                        () -> HttpProblem.notFound("lab " + lab.name() + " was not to forget a number '" + id + "'"));
        send(response, 200, run);
    }

    private static Optional<Long> number(String id) {
        try {
            return Optional.of(Long.parseLong(id));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void send(Response response, int status, ForgetRun run) {
        response.status(status)
                .header("Content-Type", "application/json")
                .send(JsonBytes.of(json -> ForgetJson.write(json, run)));
    }
}
