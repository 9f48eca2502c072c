package datalab.web.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.access.AccessRole;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.lab.Lab;
import datalab.lab.proto.StreamProto;
import datalab.lab.stream.EventStream;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.near.NearQuery;
import datalab.web.cache.QueryCost;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import datalab.web.format.RowLayout;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.near.NearLayout;
import datalab.web.near.NearPages;
import datalab.web.query.ChosenColumns;
import datalab.web.query.EventLayout;
import datalab.web.query.EventPages;
import datalab.web.query.LabCatalog;
import datalab.web.query.PointsParameter;
import datalab.web.query.QueryParameters;
import java.util.List;
import java.util.Objects;

/** The archived events of streams, all or near a place, and their gRPC service. Thread-safe. */
final class StreamEndpoints {
    private final LabCatalog catalog;
    private final RestResponder responder;
    private final EventPages events;
    private final NearPages near;

    StreamEndpoints(LabCatalog catalog, RestResponder responder, EventPages events, NearPages near) {
        this.catalog = catalog;
        this.responder = responder;
        this.events = events;
        this.near = near;
    }

    List<HttpEndpoint> all() {
        return List.of(
                HttpEndpoint.get(
                        "/labs/{lab}/streams/{stream}.proto",
                        Permission.SOME_ROLE,
                        this::proto,
                        catalog.eachStream(stream -> Operation.ofStream(
                                        stream, "proto", "The gRPC service of " + stream.name())
                                .answers(200, "a .proto file", Operation.content("text/plain", JsonSchema.text()))
                                .problems(404))),
                HttpEndpoint.get(
                        "/labs/{lab}/streams/{stream}",
                        Permission.to(AccessRole.READ),
                        this::events,
                        catalog.eachStream(
                                stream -> Operation.ofStream(stream, "list", "Archived events of " + stream.name())
                                        .parameters(events.parameters(stream))
                                        .answers(200, "a page of events", page(stream))
                                        .problems(400, 422, 503))),
                HttpEndpoint.get(
                        "/labs/{lab}/streams/{stream}/near",
                        Permission.to(AccessRole.READ),
                        this::near,
                        catalog.streams().stream()
                                .filter(near::serves)
                                .map(stream -> Operation.ofStream(
                                                stream, "near", "Archived events of " + stream.name() + " near a place")
                                        .parameters(near.parameters(stream))
                                        .answers(
                                                200,
                                                "a page of events in order of time, with their _distance",
                                                page(stream))
                                        .problems(400, 422, 503))
                                .toList()));
    }

    private static ObjectNode page(EventStream stream) {
        return RowFormats.content(JsonSchema.reference(stream.topic()), stream.position() != null);
    }

    private void events(Request request, Response response) {
        EventStream stream = stream(request);
        QueryParameters query = QueryParameters.of(request.query(), EventPages.known(stream));
        RowFormat format = RestResponder.format(request, query, stream.position() != null);
        EventQuery asked = events.toQuery(stream, query);
        RowLayout<ArchivedEvent> layout = ChosenColumns.of(new EventLayout(stream), query);
        responder.rows(
                request,
                response,
                query,
                new RestResponder.Rows<>(
                        format,
                        PointsParameter.cost(query, QueryCost.of(asked)),
                        layout,
                        () -> events.page(asked, query, layout)));
    }

    private void proto(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        EventStream stream = stream(request);
        QueryParameters query = QueryParameters.of(request.query(), List.of());
        responder.document(request, response, query, () -> {
            StreamProto proto = Objects.requireNonNull(StreamProto.of(lab).get(stream.name()), "every stream has one");
            return Answer.of("text/plain; charset=utf-8", proto.text().getBytes(UTF_8));
        });
    }

    private void near(Request request, Response response) {
        EventStream stream = stream(request);
        if (stream.position() == null) {
            throw HttpProblem.notFound(
                    "stream " + stream.topic() + " has no positions; lab.yaml gives it some with position:");
        }
        QueryParameters query = QueryParameters.of(request.query(), NearPages.known(stream));
        RowFormat format = RestResponder.format(request, query, true);
        NearQuery asked = near.toQuery(stream, query);
        responder.rows(
                request,
                response,
                query,
                new RestResponder.Rows<>(
                        format,
                        QueryCost.HEAVY,
                        ChosenColumns.of(new NearLayout(stream), query),
                        () -> near.page(asked)));
    }

    private EventStream stream(Request request) {
        return catalog.stream(catalog.lab(request.parameter("lab")), request.parameter("stream"));
    }
}
