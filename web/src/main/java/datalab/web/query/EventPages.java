package datalab.web.query;

import datalab.http.openapi.OperationParameter;
import datalab.lab.stream.EventStream;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** {@code GET /labs/{lab}/streams/{stream}}: archived events, page by page. Thread-safe. */
public final class EventPages {
    private static final List<OperationParameter> OWN = own(false);
    private static final List<String> OWN_NAMES = OperationParameter.names(OWN);

    private final Archive archive;
    private final Clock clock;

    public EventPages(Archive archive, Clock clock) {
        this.archive = archive;
        this.clock = clock;
    }

    /** The parameters that an event query of a stream knows; a field of the same name as one cannot be a filter. */
    public static List<String> known(EventStream stream) {
        return PageParameters.names(OWN, filters(stream));
    }

    /** The same as the document has them, but those that the archive cannot filter by. */
    public List<OperationParameter> parameters(EventStream stream) {
        List<String> filters = new ArchiveCapabilities(archive, stream).filters(filters(stream));
        return PageParameters.withFilters(own(stream.position() != null), stream, filters);
    }

    static List<String> filters(EventStream stream) {
        return FieldParameters.names(stream, OWN_NAMES);
    }

    private static List<OperationParameter> own(boolean havePlaces) {
        return List.of(
                PageParameters.FROM,
                PageParameters.TO,
                PageParameters.LIMIT,
                PageParameters.AFTER,
                PageParameters.ORDER,
                PageParameters.format(havePlaces));
    }

    public EventQuery toQuery(EventStream stream, QueryParameters query) {
        TimeParameters times = new TimeParameters(stream, clock);
        Map<String, Object> equal = FieldParameters.filters(query, stream, filters(stream), times);
        new ArchiveCapabilities(archive, stream).requireFilters(equal.keySet());
        return new EventQuery(
                stream,
                query.time("from", times),
                query.time("to", times),
                equal,
                query.isDescending(),
                query.text("after").map(EventCursor::decode).orElse(null),
                query.limit());
    }

    public Page<ArchivedEvent> page(EventQuery asked) {
        return Page.of(archive.page(asked.withLimit(asked.limit() + 1)), asked.limit(), EventCursor::encode);
    }
}
