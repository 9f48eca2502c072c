package datalab.web.export;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Snapshots;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.snapshot.EventSnapshot;
import datalab.store.snapshot.ViewSnapshot;
import datalab.store.view.RollupQuery;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import datalab.web.http.HttpProblem;
import datalab.web.query.ChosenColumns;
import datalab.web.query.EventLayout;
import datalab.web.query.EventPages;
import datalab.web.query.LabCatalog;
import datalab.web.query.PageParameters;
import datalab.web.query.QueryParameters;
import datalab.web.query.ServedDefinitions;
import datalab.web.query.ViewAnswers;
import datalab.web.query.ViewLayout;
import datalab.web.query.ViewPages;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** All events of a stream, or rows of a view, that some parameters choose, as one answer. Thread-safe. */
public final class ExportEndpoints {
    private final LabCatalog catalog;
    private final Snapshots snapshots;
    private final EventPages events;
    private final ViewAnswers views;
    private final Limits limits;
    private final ExportLimiter limiter;
    private final ExportResponder responder;

    public ExportEndpoints(
            LabCatalog catalog, Snapshots snapshots, EventPages events, ViewAnswers views, Limits limits) {
        this.catalog = catalog;
        this.snapshots = snapshots;
        this.events = events;
        this.views = views;
        this.limits = limits;
        this.limiter = new ExportLimiter(limits.atOnce(), limits.waitMax());
        this.responder = new ExportResponder(limits.max());
    }

    /**
     * The bounds of exports.
     *
     * @param atOnce how many run at once
     * @param waitMax how long one waits for its turn
     * @param max how long one may take
     */
    public record Limits(int atOnce, Duration waitMax, Duration max) {}

    public List<HttpEndpoint> all() {
        return List.of(
                HttpEndpoint.get(
                        "/labs/{lab}/streams/{stream}/export",
                        Permission.to(AccessRole.READ),
                        this::events,
                        catalog.eachStream(stream -> operation(
                                Operation.ofStream(stream, "export", "All archived events of " + stream.name())
                                        .parameters(PageParameters.ofExport(events.parameters(stream))),
                                JsonSchema.reference(stream.topic())))),
                HttpEndpoint.get(
                        "/labs/{lab}/views/{view}/export",
                        Permission.to(AccessRole.READ),
                        this::rows,
                        catalog.eachView(view -> operation(
                                Operation.ofView(view, "export", "All rows of the view " + view.name())
                                        .parameters(PageParameters.ofExport(ViewPages.parameters(catalog.fold(view)))),
                                JsonSchema.reference(view.lab() + "." + view.name() + ".row")))));
    }

    /** What is to be known of a stream or a view beside its rows. */
    public List<HttpEndpoint> descriptors() {
        return List.of(
                HttpEndpoint.get(
                        "/labs/{lab}/streams/{stream}/datapackage.json",
                        Permission.to(AccessRole.READ),
                        (request, response) -> {
                            Lab lab = catalog.lab(request.parameter("lab"));
                            descriptor(
                                    response,
                                    new DataPackage(lab).of(catalog.stream(lab, request.parameter("stream"))));
                        },
                        catalog.eachStream(stream -> descriptor(Operation.ofStream(
                                stream,
                                "datapackage",
                                "The columns of " + stream.name() + ", for those who cite it")))),
                HttpEndpoint.get(
                        "/labs/{lab}/views/{view}/datapackage.json",
                        Permission.to(AccessRole.READ),
                        (request, response) -> {
                            Lab lab = catalog.lab(request.parameter("lab"));
                            ViewFold fold = catalog.fold(catalog.view(lab, request.parameter("view")));
                            QueryParameters query =
                                    QueryParameters.of(request.query(), OperationParameter.names(merging(fold)));
                            descriptor(response, new DataPackage(lab).of(ViewAnswers.shown(fold, query)));
                        },
                        catalog.eachView(view -> descriptor(Operation.ofView(
                                        view,
                                        "datapackage",
                                        "The columns of " + view.name() + ", for those who cite it"))
                                .parameters(merging(catalog.fold(view)))
                                .problems(400, 422))));
    }

    private static List<OperationParameter> merging(ViewFold fold) {
        return PageParameters.ofMerging(ViewPages.parameters(fold));
    }

    private static Operation descriptor(Operation operation) {
        return operation
                .answers(200, "a Frictionless Data Package's descriptor", Operation.json(JsonSchema.object()))
                .problems(404);
    }

    private static void descriptor(Response response, ObjectNode descriptor) {
        response.header("Content-Type", "application/json")
                .header("Cache-Control", "no-cache")
                .send(descriptor.toPrettyString().getBytes(UTF_8));
    }

    private static Operation operation(Operation operation, ObjectNode row) {
        return operation
                .answers(200, "all rows, of one moment", RowFormats.exportContent(row))
                .answers(304, "the same as If-None-Match names")
                .problems(400, 404, 422, 503);
    }

    private void events(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        EventStream stream = catalog.stream(lab, request.parameter("stream"));
        QueryParameters query = QueryParameters.of(request.query(), PageParameters.ofExport(EventPages.known(stream)));
        RowFormat format = format(request, query);
        EventQuery asked = events.toQuery(stream, query);
        limiter.through(
                request.caller(),
                () -> snapshots.events(stream, limits.max(), snapshot -> {
                    responder.send(request, response, export(lab, asked, query, format, snapshot));
                    return true;
                }));
    }

    private static Export<ArchivedEvent> export(
            Lab lab, EventQuery asked, QueryParameters query, RowFormat format, EventSnapshot snapshot) {
        EventStream stream = asked.stream();
        if (!snapshot.canRead(asked)) {
            throw HttpProblem.badRequest("the archive of " + stream.topic()
                    + " is on another server, so exports of it come in order of time, without sort and latest");
        }
        ExportCut cut = ExportCut.of(snapshot);
        String question = query.question(EventPages.effective(asked));
        ExportDescription about = new ExportDescription(lab, cut, question);
        return new Export<>(
                stream.topic(),
                cut.json(),
                question,
                format,
                new DescribedLayout<>(ChosenColumns.of(new EventLayout(stream), query), about.of(stream)),
                () -> snapshot.estimate(asked),
                each -> snapshot.each(asked, each));
    }

    private void rows(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        View declared = catalog.view(lab, request.parameter("view"));
        limiter.through(
                request.caller(),
                () -> snapshots.rows(catalog.fold(declared), limits.max(), snapshot -> {
                    ViewFold fold = ServedDefinitions.of(snapshot::served, catalog.fold(declared));
                    QueryParameters query =
                            QueryParameters.of(request.query(), PageParameters.ofExport(ViewPages.known(fold)));
                    RowFormat format = format(request, query);
                    responder.send(
                            request,
                            response,
                            views.merged(fold, query)
                                    .map(asked -> merged(lab, asked, query, format, snapshot))
                                    .orElseGet(() -> export(lab, views.rows(fold, query), query, format, snapshot)));
                    return true;
                }));
    }

    private static Export<ViewRow> export(
            Lab lab, ViewQuery asked, QueryParameters query, RowFormat format, ViewSnapshot snapshot) {
        String question = query.question(ViewPages.effective(asked));
        return export(
                new ExportDescription(lab, ExportCut.of(snapshot), question),
                asked.fold(),
                query,
                format,
                () -> snapshot.estimate(asked),
                each -> snapshot.each(asked, each));
    }

    private Export<ViewRow> merged(
            Lab lab, RollupQuery asked, QueryParameters query, RowFormat format, ViewSnapshot snapshot) {
        String question = query.question(ViewPages.effective(asked.rows()));
        MergedPages pages = new MergedPages(asked, page -> views.merged(page, snapshot));
        return export(
                new ExportDescription(lab, ExportCut.of(snapshot), question),
                asked.rollup().fold(),
                query,
                format,
                pages::estimate,
                pages);
    }

    private static Export<ViewRow> export(
            ExportDescription about,
            ViewFold fold,
            QueryParameters query,
            RowFormat format,
            Supplier<OptionalLong> estimate,
            Export.Rows<ViewRow> rows) {
        return new Export<>(
                fold.view().lab() + "." + fold.view().name(),
                about.cut().json(),
                about.question(),
                format,
                new DescribedLayout<>(ChosenColumns.of(new ViewLayout(fold), query), about.of(fold)),
                estimate,
                rows);
    }

    private static RowFormat format(Request request, QueryParameters query) {
        return RowFormats.chooseForExport(query.text("format"), request.headers("Accept"));
    }
}
