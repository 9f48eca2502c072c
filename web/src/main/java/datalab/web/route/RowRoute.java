package datalab.web.route;

import datalab.lab.Route;
import datalab.lab.event.RouteEventJson;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.web.format.JsonBytes;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.query.ArchiveCapabilities;
import datalab.web.query.FieldParameters;
import datalab.web.query.TimeParameters;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A lab's own {@code row:} route: one event as an object of its declared fields. Thread-safe. */
final class RowRoute {
    private final Route.Row route;
    private final EventStream stream;
    private final Field field;
    private final RouteEventJson layout;
    private final Archive archive;
    private final Clock clock;

    RowRoute(Route.Row route, EventStream stream, Archive archive, Clock clock) {
        this.route = route;
        this.stream = stream;
        this.field = stream.field(route.field()).orElseThrow();
        this.layout = new RouteEventJson(stream, route.timePattern());
        this.archive = archive;
        this.clock = clock;
    }

    /** @param text the part of the path that names the event */
    Answer answer(String text) {
        Object value = FieldParameters.parse(field, text, new TimeParameters(stream, clock));
        new ArchiveCapabilities(archive, stream).requireFilters(List.of(route.field()));
        EventQuery latest = new EventQuery(stream, null, null, Map.of(route.field(), value), true, null, 1);
        List<ArchivedEvent> found = archive.events(latest);
        if (found.isEmpty()) {
            throw HttpProblem.notFound("no event of " + stream.name() + " has " + route.field() + " " + text);
        }
        return Answer.json(
                JsonBytes.of(json -> layout.write(json, found.getFirst().event())));
    }
}
