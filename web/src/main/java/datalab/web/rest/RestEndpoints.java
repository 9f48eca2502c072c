package datalab.web.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.http.Endpoints;
import datalab.http.Request;
import datalab.http.Response;
import datalab.lab.Lab;
import datalab.lab.proto.StreamProto;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.answer.IncompatibleChange;
import datalab.store.archive.EventQuery;
import datalab.store.near.NearQuery;
import datalab.store.view.ViewQuery;
import datalab.web.cache.CacheQuery;
import datalab.web.cache.CachedResponder;
import datalab.web.cache.Freshness;
import datalab.web.cache.QueryCost;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.query.EventLayout;
import datalab.web.query.EventPages;
import datalab.web.query.LabCatalog;
import datalab.web.query.NearLayout;
import datalab.web.query.NearPages;
import datalab.web.query.QueryParameters;
import datalab.web.query.ServedDefinitions;
import datalab.web.query.ViewLayout;
import datalab.web.query.ViewPages;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP interface to labs, streams, views, rejects, and to the routes labs declare themselves. Thread-safe. */
public final class RestEndpoints {
    /** What is no page of rows is had as JSON alone. */
    private static final String JSON = "json";

    private final LabCatalog catalog;
    private final CachedResponder answers;
    private final Store store;
    private final LabsJson labsJson;
    private final StreamProgressReader standings;
    private final EventPages events;
    private final ViewPages views;
    private final BatchPages batches;
    private final RejectPages rejects;
    private final RetryReject retry;
    private final NearPages near;

    /**
     * Endpoints over some labs.
     *
     * @param ends the offset after the last record of each partition of a topic
     */
    public RestEndpoints(
            LabCatalog catalog,
            CachedResponder answers,
            Data data,
            Function<String, Map<Integer, Long>> ends,
            RejectSender resend) {
        this.catalog = catalog;
        this.answers = answers;
        this.store = data.store();
        this.labsJson = new LabsJson(catalog, data.files());
        this.standings = new StreamProgressReader(store, ends);
        this.events = new EventPages(store, data.clock());
        this.views = new ViewPages(store, data.clock());
        this.batches = new BatchPages(store);
        this.rejects = new RejectPages(store);
        this.retry = new RetryReject(store, resend, data.clock());
        this.near = new NearPages(store, data.clock());
    }

    /** Where the data lies, and by which clock {@code -1h} is read. */
    public record Data(Store store, Clock clock, Function<String, List<LabFileStatus>> files) {}

    public void register(Endpoints endpoints) {
        endpoints.get("/labs", this::labs);
        endpoints.get("/labs/{lab}", this::lab);
        endpoints.get("/labs/{lab}/streams/{stream}.proto", this::proto);
        endpoints.get("/labs/{lab}/streams/{stream}", this::events);
        endpoints.get("/labs/{lab}/streams/{stream}/near", this::near);
        endpoints.get("/labs/{lab}/views/{view}", this::views);
        endpoints.delete("/labs/{lab}/views/{view}", this::drop);
        endpoints.get("/labs/{lab}/views/{view}/batches", this::batches);
        endpoints.get("/labs/{lab}/views/{view}/batches/{id}", this::batch);
        endpoints.post("/labs/{lab}/views/{view}/batches", this::askForBatch);
        endpoints.get("/labs/{lab}/rejects", (req, res) -> rejects(labOf(req).name(), req, res));
        endpoints.get("/rejects", (req, res) -> rejects(null, req, res));
        endpoints.post(
                "/labs/{lab}/rejects/{id}/retry",
                (req, res) -> retry.handle(labOf(req), parameter(req, "id"), req, res));
    }

    private void labs(Request request, Response response) {
        QueryParameters query = QueryParameters.of(request.query(), List.of());
        answer(request, response, query, JSON, () -> {
            Map<Lab, Map<String, StreamProgress>> all = new LinkedHashMap<>();
            catalog.labs().forEach(lab -> all.put(lab, standings.countsOf(lab)));
            return Answer.json(labsJson.all(all));
        });
    }

    private void lab(Request request, Response response) {
        Lab lab = labOf(request);
        QueryParameters query = QueryParameters.of(request.query(), List.of());
        answer(
                request,
                response,
                query,
                JSON,
                () -> Answer.json(
                        labsJson.one(lab, standings.of(lab), store.batches().standings(lab))));
    }

    private void events(Request request, Response response) {
        EventStream stream = catalog.stream(labOf(request), parameter(request, "stream"));
        QueryParameters query = QueryParameters.of(request.query(), EventPages.known(stream));
        RowFormat format = format(request, query, stream);
        EventQuery asked = events.question(stream, query);
        answers.serve(
                request,
                response,
                question(request, query, format.name(), QueryCost.of(asked)),
                () -> RowsAnswer.of(events.page(asked), new EventLayout(stream), format, query));
    }

    private void proto(Request request, Response response) {
        Lab lab = labOf(request);
        EventStream stream = catalog.stream(lab, parameter(request, "stream"));
        QueryParameters query = QueryParameters.of(request.query(), List.of());
        answer(request, response, query, JSON, () -> {
            StreamProto proto = Objects.requireNonNull(StreamProto.of(lab).get(stream.name()), "every stream has one");
            return Answer.of("text/plain; charset=utf-8", proto.text().getBytes(UTF_8));
        });
    }

    private void near(Request request, Response response) {
        EventStream stream = catalog.stream(labOf(request), parameter(request, "stream"));
        if (stream.position() == null) {
            throw HttpProblem.notFound(
                    "stream " + stream.topic() + " has no positions; lab.yaml gives it some with position:");
        }
        QueryParameters query = QueryParameters.of(request.query(), NearPages.known(stream));
        RowFormat format = format(request, query, stream);
        NearQuery asked = near.question(stream, query);
        answers.serve(
                request,
                response,
                question(request, query, format.name(), QueryCost.HEAVY),
                () -> RowsAnswer.of(near.page(asked), new NearLayout(stream), format, query));
    }

    private void views(Request request, Response response) {
        Lab lab = labOf(request);
        View declared = catalog.view(lab, parameter(request, "view"));
        EventStream stream = lab.streamOf(declared);
        ViewFold fold = ServedDefinitions.of(store, catalog.fold(declared));
        QueryParameters query = QueryParameters.of(request.query(), ViewPages.known(fold.view(), stream));
        RowFormat format = format(request, query);
        ViewQuery asked = views.question(fold, stream, query);
        answers.serve(
                request,
                response,
                question(request, query, format.name(), QueryCost.of(asked)),
                () -> RowsAnswer.of(views.page(asked), new ViewLayout(fold), format, query));
    }

    /** Only of what is not declared any more: nobody loses a view that is in use by a slip of the hand. */
    private void drop(Request request, Response response) {
        Lab lab = labOf(request);
        String view = parameter(request, "view");
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
            return view.indexOf('\u0000') < 0 && store.drop(lab.name(), view);
        } catch (IncompatibleChange e) {
            throw HttpProblem.of(422, "In use", String.valueOf(e.getMessage()));
        }
    }

    private void batches(Request request, Response response) {
        View view = viewOf(request);
        QueryParameters query = QueryParameters.of(request.query(), List.of());
        answer(request, response, query, JSON, () -> batches.answer(view));
    }

    private void batch(Request request, Response response) {
        View view = viewOf(request);
        QueryParameters query = QueryParameters.of(request.query(), List.of());
        String id = parameter(request, "id");
        answer(request, response, query, JSON, () -> batches.one(view, id));
    }

    private void askForBatch(Request request, Response response) {
        batches.ask(viewOf(request), QueryParameters.of(request.query(), List.of("kind")), response);
    }

    private View viewOf(Request request) {
        return catalog.view(labOf(request), parameter(request, "view"));
    }

    private void rejects(@Nullable String lab, Request request, Response response) {
        QueryParameters query = QueryParameters.of(request.query(), RejectPages.KNOWN);
        RowFormat format = format(request, query);
        answer(request, response, query, format.name(), () -> rejects.answer(lab, format, query));
    }

    private void answer(
            Request request, Response response, QueryParameters query, String format, Supplier<Answer> load) {
        answers.serve(request, response, question(request, query, format, QueryCost.QUICK), load);
    }

    private static CacheQuery question(Request request, QueryParameters query, String format, QueryCost cost) {
        String key = format + ' ' + query.key(path(request));
        return new CacheQuery(key, Freshness.NONE, cost);
    }

    private Lab labOf(Request request) {
        return catalog.lab(parameter(request, "lab"));
    }

    private static RowFormat format(Request request, QueryParameters query) {
        return format(request, query, null);
    }

    /** @param stream what the rows are events of; null where they are none */
    private static RowFormat format(Request request, QueryParameters query, @Nullable EventStream stream) {
        boolean havePlaces = stream != null && stream.position() != null;
        return RowFormats.choose(query.text("format"), request.headers("Accept"), havePlaces);
    }

    private static String parameter(Request request, String name) {
        return request.parameter(name);
    }

    private static String path(Request request) {
        return request.path();
    }
}
