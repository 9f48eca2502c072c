package datalab.web.route;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Route;
import datalab.lab.event.Event;
import datalab.lab.event.RouteEventJson;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.result.BoundedRows;
import datalab.web.format.JsonLayout;
import datalab.web.format.RowWriter;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.query.ArchiveCapabilities;
import datalab.web.query.EventLayout;
import datalab.web.query.FieldParameters;
import datalab.web.query.PageParameters;
import datalab.web.query.QueryParameters;
import datalab.web.query.TimeParameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lab's own {@code rows:} route: events as one bare JSON array of their declared fields. Thread-safe. */
final class RowsRoute {
    /** Rows are fetched in pages, so that no more than one is held beside the answer. */
    private static final int PAGE_ROWS = 5_000;

    private final Route.Rows route;
    private final EventStream stream;
    private final JsonLayout<Event> layout;
    private final Archive archive;
    private final Clock clock;

    RowsRoute(Route.Rows route, EventStream stream, Archive archive, Clock clock) {
        this.route = route;
        this.stream = stream;
        this.archive = archive;
        this.clock = clock;
        this.layout = new DeclaredLayout(new RouteEventJson(stream, route.timePattern()));
    }

    /** Events as their declared fields, each at its own place. */
    private record DeclaredLayout(RouteEventJson json) implements JsonLayout<Event> {
        @Override
        public void writeJson(JsonGenerator out, Event event) throws IOException {
            json.write(out, event);
        }

        @Override
        public @Nullable Place place(Event event) {
            return EventLayout.place(event);
        }
    }

    List<String> known() {
        return OperationParameter.names(PageParameters.withFilters(own(), stream, filters()));
    }

    List<OperationParameter> parameters() {
        return PageParameters.withFilters(own(), stream, capabilities().filters(filters()));
    }

    private ArchiveCapabilities capabilities() {
        return new ArchiveCapabilities(archive, stream);
    }

    private List<OperationParameter> own() {
        List<OperationParameter> own = new ArrayList<>();
        own.add(PageParameters.FROM);
        own.add(PageParameters.TO);
        own.add(RouteOperations.limit("the most rows", route.maxRows()));
        if (stream.position() != null) {
            own.add(RouteFormat.PARAMETER);
        }
        return own;
    }

    private List<String> filters() {
        List<String> own = OperationParameter.names(own());
        return stream.fields().stream()
                .map(Field::name)
                .filter(name -> !own.contains(name))
                .toList();
    }

    EventQuery toQuery(QueryParameters query) {
        TimeParameters times = new TimeParameters(stream, clock);
        Map<String, Object> equal = FieldParameters.filters(query, stream, filters(), times);
        capabilities().requireFilters(equal.keySet());
        int limit = query.count("limit", route.maxRows(), route.maxRows());
        return new EventQuery(stream, query.time("from", times), query.time("to", times), equal, false, null, limit);
    }

    /**
     * All of them.
     *
     * @param isLimited whether the request named the limit itself, so that more rows are no error
     */
    Answer answer(EventQuery asked, boolean isLimited, RouteFormat format) {
        return format.answer(layout, (writer, out) -> writeAll(writer, out, asked, isLimited));
    }

    private void writeAll(RowWriter<Event> writer, ByteArrayOutputStream out, EventQuery asked, boolean isLimited)
            throws IOException {
        // One more than allowed, to detect that there are too many.
        int left = isLimited ? asked.limit() : asked.limit() + 1;
        EventQuery.@Nullable Position after = null;
        while (left > 0) {
            int wanted = Math.min(PAGE_ROWS, left);
            BoundedRows<ArchivedEvent> fetched = archive.page(page(asked, after, wanted));
            List<ArchivedEvent> page = fetched.rows();
            left -= page.size();
            if (left == 0 && !isLimited) {
                throw HttpProblem.tooMany(route.maxRows(), "rows", String.join(", ", known()));
            }
            for (ArchivedEvent row : page) {
                writer.write(row.event());
            }
            RouteFormat.requireRoom(out, known());
            if (page.size() < wanted && !fetched.isCut()) {
                return;
            }
            after = position(page.getLast().event());
        }
    }

    private static EventQuery page(EventQuery asked, EventQuery.@Nullable Position after, int limit) {
        return new EventQuery(asked.stream(), asked.from(), asked.to(), asked.equal(), false, after, limit);
    }

    private static EventQuery.Position position(Event event) {
        return new EventQuery.Position(
                event.time(), event.at().partition(), event.at().offset());
    }
}
