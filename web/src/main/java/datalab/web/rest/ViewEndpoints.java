package datalab.web.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.access.AccessRole;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Views;
import datalab.store.result.IncompatibleChange;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import datalab.web.http.HttpProblem;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import datalab.web.query.ServedDefinitions;
import datalab.web.query.ViewAnswers;
import datalab.web.query.ViewPages;
import java.util.List;

/** The rows of views, their batches, and an end to views that are not declared any more. Thread-safe. */
final class ViewEndpoints {
    private static final String ROWS = "/labs/{lab}/views/{view}";
    private static final String BATCHES = ROWS + "/batches";

    private final LabCatalog catalog;
    private final RestResponder responder;
    private final Views kept;
    private final ViewAnswers views;
    private final BatchPages batches;

    ViewEndpoints(LabCatalog catalog, RestResponder responder, Views kept, BatchPages batches, ViewAnswers views) {
        this.catalog = catalog;
        this.responder = responder;
        this.kept = kept;
        this.views = views;
        this.batches = batches;
    }

    List<HttpEndpoint> all() {
        ObjectNode batch = JsonSchema.reference("Batch");
        return List.of(
                HttpEndpoint.get(
                        ROWS, Permission.to(AccessRole.READ), this::rows, catalog.eachView(this::rowsOperation)),
                drop(),
                HttpEndpoint.get(
                        BATCHES,
                        Permission.to(AccessRole.READ),
                        this::batches,
                        catalog.eachView(view -> Operation.ofView(
                                        view, "batches", "The newest batches of " + view.name() + ", newest first")
                                .answers(200, "batches", Operation.json(RowFormats.DEFAULT.schema(batch.deepCopy())))
                                .problems(400, 503))),
                HttpEndpoint.get(
                        BATCHES + "/{id}",
                        Permission.to(AccessRole.READ),
                        this::batch,
                        catalog.eachView(view -> Operation.ofView(view, "batch", "One batch of " + view.name())
                                .parameter(OperationParameter.path("id", JsonSchema.text()))
                                .answers(200, "how far it is, or how it ended", Operation.json(batch.deepCopy()))
                                .problems(404, 503))),
                HttpEndpoint.post(
                        BATCHES,
                        Permission.to(AccessRole.ADMIN),
                        this::askForBatch,
                        catalog.eachView(
                                view -> Operation.ofView(view, "batches_ask", "Ask for a batch of " + view.name())
                                        .parameters(BatchPages.ASKING)
                                        .answers(
                                                202,
                                                "the batch, which begins soon; Location is its address",
                                                Operation.json(batch.deepCopy()))
                                        .problems(400, 503))));
    }

    private HttpEndpoint drop() {
        return HttpEndpoint.delete(
                ROWS,
                Permission.to(AccessRole.ADMIN),
                this::drop,
                catalog.eachLab(lab -> Operation.ofLab(
                                lab.name(), "drop_view", "Drop a view that lab.yaml does not declare any more")
                        .parameter(OperationParameter.path("view", JsonSchema.text()))
                        .answers(204, "what was kept of it is gone")
                        .problems(404, 422, 503)));
    }

    private Operation rowsOperation(View view) {
        ObjectNode row = JsonSchema.reference(view.lab() + "." + view.name() + ".row");
        return Operation.ofView(view, "rows", "Rows of the view " + view.name())
                .parameters(ViewPages.parameters(catalog.fold(view)))
                .answers(200, "a page of rows", RowFormats.content(row, false))
                .problems(400, 422, 503);
    }

    private void rows(Request request, Response response) {
        Lab lab = labOf(request);
        View declared = catalog.view(lab, request.parameter("view"));
        ViewFold fold = ServedDefinitions.of(kept, catalog.fold(declared));
        QueryParameters query = QueryParameters.of(request.query(), ViewPages.known(fold));
        RowFormat format = RestResponder.format(request, query, false);
        ViewAnswers.Answered answer = views.of(fold, query);
        responder.rows(
                request,
                response,
                query,
                new RestResponder.Rows<>(format, answer.cost(), answer.layout(), answer.page()));
    }

    /** Only for views that are not declared any more, so that a view in use is not deleted by accident. */
    private void drop(Request request, Response response) {
        Lab lab = labOf(request);
        String view = request.parameter("view");
        QueryParameters.of(request.query(), List.of());
        if (lab.views().containsKey(view)) {
            throw HttpProblem.of(
                    422, "Declared", "lab.yaml declares view " + view + "; take it out there and start again first");
        }
        if (!isDropped(lab, view)) {
            throw HttpProblem.notFound("lab " + lab.name() + " keeps nothing of a view '" + view + "'");
        }
        response.status(204).send();
    }

    private boolean isDropped(Lab lab, String view) {
        try {
            return view.indexOf('\u0000') < 0 && kept.drop(lab.name(), view);
        } catch (IncompatibleChange e) {
            throw HttpProblem.of(422, "In use", String.valueOf(e.getMessage()));
        }
    }

    private void batches(Request request, Response response) {
        View view = viewOf(request);
        QueryParameters query = QueryParameters.of(request.query(), List.of());
        responder.document(request, response, query, () -> batches.answer(view));
    }

    private void batch(Request request, Response response) {
        View view = viewOf(request);
        QueryParameters query = QueryParameters.of(request.query(), List.of());
        String id = request.parameter("id");
        responder.document(request, response, query, () -> batches.one(view, id));
    }

    private void askForBatch(Request request, Response response) {
        QueryParameters query = QueryParameters.of(request.query(), OperationParameter.names(BatchPages.ASKING));
        batches.ask(viewOf(request), query, response);
    }

    private View viewOf(Request request) {
        return catalog.view(labOf(request), request.parameter("view"));
    }

    private Lab labOf(Request request) {
        return catalog.lab(request.parameter("lab"));
    }
}
