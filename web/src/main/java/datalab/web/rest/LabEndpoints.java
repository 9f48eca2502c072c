package datalab.web.rest;

import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.lab.Lab;
import datalab.store.Store;
import datalab.web.http.Answer;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The labs, and how far each of their streams and views is. Thread-safe. */
final class LabEndpoints {
    private final LabCatalog catalog;
    private final RestResponder responder;
    private final LabsJson json;
    private final StreamProgressReader progress;
    private final Store store;

    LabEndpoints(
            LabCatalog catalog, RestResponder responder, LabsJson json, StreamProgressReader progress, Store store) {
        this.catalog = catalog;
        this.responder = responder;
        this.json = json;
        this.progress = progress;
        this.store = store;
    }

    List<HttpEndpoint> all() {
        return List.of(
                HttpEndpoint.get(
                        "/labs",
                        Permission.SOME_LAB,
                        this::labs,
                        new Operation("DataLab", "labs_list", "The labs that run here")
                                .answers(200, "The labs that run here", Operation.json(JsonSchema.object()))
                                .problems(421, 503)),
                HttpEndpoint.get(
                        "/labs/{lab}",
                        Permission.SOME_ROLE,
                        this::lab,
                        catalog.eachLab(lab -> Operation.ofLab(
                                        lab.name(), "describe", "Streams, views, routes, progress and counts")
                                .answers(200, "the lab", Operation.json(JsonSchema.object()))
                                .problems(400, 503))));
    }

    private void labs(Request request, Response response) {
        QueryParameters.of(request.query(), List.of());
        List<Lab> known = catalog.labs().stream()
                .filter(lab -> request.caller().mayAnything(lab.name()))
                .toList();
        String audience = known.stream().map(Lab::name).collect(Collectors.joining(","));
        responder.document(request, response, audience, () -> {
            Map<Lab, Map<String, StreamProgress>> all = new LinkedHashMap<>();
            known.forEach(lab -> all.put(lab, progress.countsOf(lab)));
            return Answer.json(json.all(all));
        });
    }

    private void lab(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        QueryParameters query = QueryParameters.of(request.query(), List.of());
        responder.document(
                request,
                response,
                query,
                () -> Answer.json(json.one(
                        lab,
                        progress.of(lab),
                        store.batches().viewStatuses(lab),
                        store.horizons().ofLab(lab.name()))));
    }
}
