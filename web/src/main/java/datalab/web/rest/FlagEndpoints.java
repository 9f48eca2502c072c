package datalab.web.rest;

import datalab.access.AccessRole;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.lab.stream.EventStream;
import datalab.web.cache.QueryCost;
import datalab.web.flags.FlaggedEvents;
import datalab.web.http.Answer;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.util.List;

/** What the quality tests said of streams. Thread-safe. */
final class FlagEndpoints {
    private final LabCatalog catalog;
    private final RestResponder responder;
    private final FlaggedEvents flags;

    FlagEndpoints(LabCatalog catalog, RestResponder responder, FlaggedEvents flags) {
        this.catalog = catalog;
        this.responder = responder;
        this.flags = flags;
    }

    List<HttpEndpoint> all() {
        return List.of(HttpEndpoint.get(
                "/labs/{lab}/streams/{stream}/flags",
                Permission.to(AccessRole.READ),
                this::flags,
                catalog.eachStream(
                        stream -> Operation.ofStream(stream, "flags", "Quality flags of " + stream.name() + ", counted")
                                .parameters(flags.parameters(stream))
                                .answers(
                                        200,
                                        "counts by test, key and time, and the newest events in doubt",
                                        Operation.json(JsonSchema.object()))
                                .problems(400, 503))));
    }

    private void flags(Request request, Response response) {
        EventStream stream = catalog.stream(catalog.lab(request.parameter("lab")), request.parameter("stream"));
        QueryParameters query = QueryParameters.of(request.query(), FlaggedEvents.known(stream));
        FlaggedEvents.Asked asked = flags.toQuery(stream, query);
        responder.document(request, response, query, QueryCost.HEAVY, () -> Answer.json(flags.count(asked)));
    }
}
