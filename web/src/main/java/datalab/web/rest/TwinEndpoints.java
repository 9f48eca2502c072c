package datalab.web.rest;

import datalab.access.AccessRole;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.Operation;
import datalab.lab.Lab;
import datalab.web.cache.QueryCost;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import datalab.web.twin.TwinPages;
import datalab.web.twin.TwinQuestion;
import java.util.List;

/** Digital twins of keys. Thread-safe. */
final class TwinEndpoints {
    private final LabCatalog catalog;
    private final RestResponder responder;
    private final TwinPages twins;

    TwinEndpoints(LabCatalog catalog, RestResponder responder, TwinPages twins) {
        this.catalog = catalog;
        this.responder = responder;
        this.twins = twins;
    }

    List<HttpEndpoint> all() {
        return List.of(HttpEndpoint.get(
                "/labs/{lab}/twins/{key}",
                Permission.to(AccessRole.READ),
                this::twin,
                catalog.labs().stream()
                        .filter(lab -> !lab.models().isEmpty())
                        .map(lab -> Operation.ofLab(
                                        lab.name(), "twins", "A key as observed, modelled, simulated and forecast")
                                .parameter(TwinPages.key())
                                .parameters(TwinPages.parameters(lab))
                                .answers(200, "slots in order", RowFormats.content(TwinPages.row(lab), false))
                                .problems(400, 404, 422, 503))
                        .toList()));
    }

    private void twin(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        QueryParameters query = QueryParameters.of(request.query(), TwinPages.KNOWN);
        RowFormat format = RestResponder.format(request, query, false);
        TwinQuestion asked = twins.toQuestion(lab, request.parameter("key"), query);
        responder.rows(
                request,
                response,
                query,
                new RestResponder.Rows<>(format, QueryCost.HEAVY, TwinPages.layout(asked), () -> twins.page(asked)));
    }
}
