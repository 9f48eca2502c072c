package datalab.web.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Archive;
import datalab.store.archive.EventQuery;
import datalab.store.near.NearEvent;
import datalab.store.result.BoundedRows;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.query.ArchiveCapabilities;
import datalab.web.query.EventCursor;
import datalab.web.query.FieldParameters;
import datalab.web.query.Page;
import datalab.web.query.PageParameters;
import datalab.web.query.QueryParameters;
import datalab.web.query.TimeParameters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lab's own {@code near:} route: the events of others near those of one, as a bare JSON array in order of time. Thread-safe.
 */
final class NearRoute {
    private final Route.Near route;
    private final EventStream stream;
    private final Field who;
    private final NearRouteJson json;
    private final TrackQuery tracks;
    private final ReferencedEntities entities;
    private final Archive archive;
    private final Clock clock;

    NearRoute(Route.Near route, Lab lab, Archive archive, Clock clock) {
        this.route = route;
        this.stream = Objects.requireNonNull(lab.streams().get(route.stream()), "labs are checked when read");
        this.who = stream.field(route.who()).orElseThrow();
        this.tracks = new TrackQuery(stream, who, archive);
        this.entities = new ReferencedEntities(lab, who, archive);
        this.json = new NearRouteJson(route, stream, entities);
        this.archive = archive;
        this.clock = clock;
    }

    /**
     * One query.
     *
     * @param within how close in time; null for any
     * @param isLimited whether the request named the limit itself, so that more entries are no error
     */
    record Asked(
            Object who,
            double metres,
            @Nullable Duration within,
            @Nullable Instant from,
            @Nullable Instant to,
            EventQuery.@Nullable Position after,
            int limit,
            boolean isLimited) {}

    List<String> known() {
        return OperationParameter.names(parameters());
    }

    List<OperationParameter> parameters() {
        ObjectNode metres = JsonSchema.type("number").put("minimum", 0);
        metres.put("maximum", route.reach().metresMax())
                .put("default", route.reach().metres());
        String any = route.reach().within() == null ? "any" : "" + route.reach().within();
        return List.of(
                text(route.from(), "from this time or day on"),
                text(route.to(), "before this time, or to the end of this day"),
                OperationParameter.query("distance", "how near is near, in metres", metres),
                text("within", "how close in time: 30s, 15m, 6h, 7d, or any; without it " + any),
                RouteOperations.limit("the most entries", route.maxRows()),
                PageParameters.AFTER,
                RouteFormat.PARAMETER);
    }

    private static OperationParameter text(String name, String description) {
        return OperationParameter.query(name, description, JsonSchema.someText());
    }

    /** @param name the part of the path that names the one */
    Asked toQuery(String name, QueryParameters query) {
        capabilities().requireNear();
        capabilities().requireFilters(List.of(who.name()));
        TimeParameters times = new TimeParameters(stream, clock);
        Instant from = query.time(route.from(), times);
        Instant to = query.timeToEndOfDay(route.to(), times);
        if (from != null && to != null && from.isAfter(to)) {
            throw HttpProblem.badRequest(route.from() + " lies after " + route.to());
        }
        return new Asked(
                FieldParameters.parse(who, name, times),
                query.number(
                        "distance", route.reach().metres(), 0, route.reach().metresMax()),
                query.duration("within", route.reach().within()),
                from,
                to,
                query.text("after").map(EventCursor::decode).orElse(null),
                query.count("limit", route.maxRows(), route.maxRows()),
                query.text("limit").isPresent());
    }

    /** What parameters come to that may be left out or be written in several ways. */
    Map<String, String> effective(Asked asked, RouteFormat format) {
        Map<String, String> effective = new HashMap<>(format.asParameter(stream));
        effective.put("distance", Double.toString(asked.metres()));
        effective.put("within", asked.within() == null ? "any" : asked.within().toString());
        return effective;
    }

    Answer answer(Asked asked, QueryParameters query, RouteFormat format) {
        if (!entities.exists(asked.who())) {
            throw HttpProblem.notFound("no " + route.who() + " " + asked.who() + " is known");
        }
        List<Event> own = tracks.of(asked);
        BoundedRows<NearEvent> found = own.isEmpty()
                ? new BoundedRows<>(List.of(), false)
                : capabilities().requireNear().page(tracks.around(own, asked, asked.limit() + 1));
        if ((found.isCut() || found.rows().size() > asked.limit()) && !asked.isLimited()) {
            String narrowing = String.join(", ", route.from(), route.to(), "distance", "within") + " or give a limit";
            throw HttpProblem.tooMany(route.maxRows(), "rows", narrowing);
        }
        Page<NearEvent> page = Page.of(found, asked.limit(), near -> EventCursor.encode(near.event()));
        Answer answer = json.answer(page.rows(), own, format);
        return answer.withNext(page.next(query));
    }

    private ArchiveCapabilities capabilities() {
        return new ArchiveCapabilities(archive, stream);
    }
}
