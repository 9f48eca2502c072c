package datalab.web.route;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Route;
import datalab.lab.event.Event;
import datalab.lab.event.RouteEventJson;
import datalab.lab.stream.EventStream;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.query.Filters;
import datalab.store.query.Sort;
import datalab.store.result.BoundedRows;
import datalab.web.format.JsonLayout;
import datalab.web.format.RowWriter;
import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import datalab.web.query.ArchiveCapabilities;
import datalab.web.query.EventLayout;
import datalab.web.query.FilterParameters;
import datalab.web.query.KnownParameters;
import datalab.web.query.PageParameters;
import datalab.web.query.QueryParameters;
import datalab.web.query.TimeParameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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

    KnownParameters known() {
        return new KnownParameters(OperationParameter.names(own()), filters());
    }

    List<OperationParameter> parameters() {
        return PageParameters.withFilters(own(), filters(), capabilities()::filters);
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

    private FilterParameters filters() {
        return FilterParameters.of(stream, OperationParameter.names(own()));
    }

    EventQuery toQuery(QueryParameters query) {
        TimeParameters times = new TimeParameters(stream, clock);
        Filters where = filters().parse(query, times);
        capabilities().requireFilters(where.fields());
        int limit = query.count("limit", route.maxRows(), route.maxRows());
        return new EventQuery(
                stream, query.time("from", times), query.time("to", times), where, 0, false, Sort.USUAL, null, limit);
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
        EventQuery next = asked;
        while (left > 0) {
            int wanted = Math.min(PAGE_ROWS, left);
            BoundedRows<ArchivedEvent> fetched = archive.page(next.withLimit(wanted));
            List<ArchivedEvent> page = fetched.rows();
            left -= page.size();
            if (left == 0 && !isLimited) {
                throw HttpProblem.tooMany(route.maxRows(), "rows", known().names());
            }
            for (ArchivedEvent row : page) {
                writer.write(row.event());
            }
            RouteFormat.requireRoom(out, known().names());
            if (page.size() < wanted && !fetched.isCut()) {
                return;
            }
            next = next.following(page.getLast().event());
        }
    }
}
