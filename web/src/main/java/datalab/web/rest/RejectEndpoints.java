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
import org.jspecify.annotations.Nullable;

/** What was refused, and a way to send it again. Thread-safe. */
final class RejectEndpoints {
    private final LabCatalog catalog;
    private final RestResponder responder;
    private final RejectPages rejects;
    private final RetryReject retry;

    RejectEndpoints(LabCatalog catalog, RestResponder responder, RejectPages rejects, RetryReject retry) {
        this.catalog = catalog;
        this.responder = responder;
        this.rejects = rejects;
        this.retry = retry;
    }

    List<HttpEndpoint> all() {
        return List.of(
                HttpEndpoint.get(
                        "/labs/{lab}/rejects",
                        Permission.to(AccessRole.READ),
                        (request, response) -> rejects(labOf(request).name(), request, response),
                        catalog.eachLab(lab -> Operation.ofLab(
                                        lab.name(), "rejects", "What was refused and why, newest first")
                                .parameters(RejectPages.PARAMETERS)
                                .answers(200, "a page of rejects", RowFormats.content(JsonSchema.object(), false))
                                .problems(400, 503))),
                HttpEndpoint.get(
                        "/rejects",
                        Permission.inAllLabs(AccessRole.READ),
                        (request, response) -> rejects(null, request, response),
                        new Operation("DataLab", "rejects_list", "What was refused and no lab takes")
                                .parameters(RejectPages.PARAMETERS)
                                .answers(200, "a page of rejects", RowFormats.content(JsonSchema.object(), false))
                                .problems(400, 421, 503)),
                HttpEndpoint.post(
                        "/labs/{lab}/rejects/{id}/retry",
                        Permission.to(AccessRole.ADMIN),
                        (request, response) -> retry.handle(labOf(request), request.parameter("id"), request, response),
                        catalog.eachLab(lab -> Operation.ofLab(lab.name(), "retry", "Send a reject again")
                                .parameter(OperationParameter.path("id", JsonSchema.text()))
                                .body(
                                        "the event as a person mended it; without a body it is sent as it was",
                                        false,
                                        Operation.json(JsonSchema.object()))
                                .answers(201, "the event as it is kept", Operation.json(JsonSchema.object()))
                                .problems(404, 409, 422, 503))));
    }

    /** @param lab null for what no lab takes */
    private void rejects(@Nullable String lab, Request request, Response response) {
        QueryParameters query = QueryParameters.of(request.query(), RejectPages.KNOWN);
        RowFormat format = RestResponder.format(request, query, false);
        responder.rows(
                request,
                response,
                query,
                new RestResponder.Rows<>(format, QueryCost.QUICK, RejectPages.LAYOUT, () -> rejects.page(lab, query)));
    }

    private Lab labOf(Request request) {
        return catalog.lab(request.parameter("lab"));
    }
}
