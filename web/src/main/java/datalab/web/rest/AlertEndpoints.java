package datalab.web.rest;

import datalab.access.AccessRole;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Lab;
import datalab.web.cache.QueryCost;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.util.List;

/** When alerts held. Thread-safe. */
final class AlertEndpoints {
    private final LabCatalog catalog;
    private final RestResponder responder;
    private final AlertPages alerts;

    AlertEndpoints(LabCatalog catalog, RestResponder responder, AlertPages alerts) {
        this.catalog = catalog;
        this.responder = responder;
        this.alerts = alerts;
    }

    List<HttpEndpoint> all() {
        return List.of(HttpEndpoint.get(
                "/labs/{lab}/alerts",
                Permission.to(AccessRole.READ),
                this::alerts,
                catalog.eachLab(lab -> Operation.ofLab(lab.name(), "alerts", "When alerts held, the latest first")
                        .parameters(AlertPages.parameters(lab))
                        .answers(200, "a page of episodes", RowFormats.content(JsonSchema.object(), false))
                        .problems(400, 503))));
    }

    private void alerts(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        QueryParameters query =
                QueryParameters.of(request.query(), OperationParameter.names(AlertPages.parameters(lab)));
        RowFormat format = RestResponder.format(request, query, false);
        responder.rows(
                request,
                response,
                query,
                new RestResponder.Rows<>(format, QueryCost.QUICK, AlertPages.LAYOUT, () -> alerts.page(lab, query)));
    }
}
