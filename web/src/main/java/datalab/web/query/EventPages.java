package datalab.web.query;

import datalab.http.openapi.OperationParameter;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.query.Filters;
import datalab.store.query.Sort;
import datalab.web.format.RowLayout;
import datalab.web.http.HttpProblem;
import datalab.web.points.EventPoints;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

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

    /** The parameters that an event query of a stream knows. */
    public static KnownParameters known(EventStream stream) {
        return new KnownParameters(OWN_NAMES, filters(stream));
    }

    /** The same as the document has them, but those that the archive cannot filter by. */
    public List<OperationParameter> parameters(EventStream stream) {
        return PageParameters.withFilters(
                own(stream.position() != null), filters(stream), new ArchiveCapabilities(archive, stream)::filters);
    }

    static FilterParameters filters(EventStream stream) {
        return FilterParameters.of(stream, OWN_NAMES);
    }

    private static List<OperationParameter> own(boolean havePlaces) {
        return List.of(
                PageParameters.FROM,
                PageParameters.TO,
                PageParameters.LIMIT,
                PageParameters.AFTER,
                PageParameters.ORDER,
                PageParameters.SORT,
                PageParameters.FIELDS,
                PageParameters.LATEST,
                PageParameters.POINTS,
                PageParameters.format(havePlaces));
    }

    public EventQuery toQuery(EventStream stream, QueryParameters query) {
        TimeParameters times = new TimeParameters(stream, clock);
        Filters where = filters(stream).parse(query, times);
        new ArchiveCapabilities(archive, stream).requireFilters(where.fields());
        PointsParameter.check(query);
        int latest = query.latest();
        if (latest > 0 && stream.key() == null) {
            throw HttpProblem.badRequest("stream " + stream.topic() + " has no key to have the latest of each");
        }
        Sort sort = SortParameter.parse(query, sortable(stream));
        Boolean byTime = SortParameter.isDescendingBy(sort, EventQuery.TIME);
        EventQuery first = new EventQuery(
                stream,
                query.time("from", times),
                query.time("to", times),
                where,
                latest,
                byTime == null ? query.isDescending() : byTime,
                byTime == null ? sort : Sort.USUAL,
                null,
                query.limit());
        return query.text("after").map(after -> following(first, after)).orElse(first);
    }

    private static EventQuery following(EventQuery first, String after) {
        if (first.sort().isUsual()) {
            return first.following(first.sort(), EventCursor.decode(after));
        }
        SortCursor.Place place = SortCursor.decode(first.sort(), sortable(first.stream()), after);
        return first.following(place.sort(), EventCursor.decode(place.after()));
    }

    /** The columns that events can be put in order by. */
    private static Map<String, Column> sortable(EventStream stream) {
        Map<String, Column> columns = new LinkedHashMap<>();
        stream.fields().forEach(field -> columns.put(field.name(), FilterParameters.column(field)));
        Stream.of(stream.time(), EventQuery.TIME)
                .filter(Objects::nonNull)
                .forEach(name -> columns.put(name, new Column(name, Column.Type.TIME, null)));
        return columns;
    }

    /**
     * What a request is answered with: a page, or the points that it asks for.
     *
     * @param layout the columns that are wanted
     */
    public Page<ArchivedEvent> page(EventQuery asked, QueryParameters query, RowLayout<ArchivedEvent> layout) {
        List<String> fields = asked.stream().fields().stream().map(Field::name).toList();
        return PointsParameter.of(query, layout, fields)
                .map(points -> Page.of(new EventPoints(archive, clock).select(asked, points)))
                .orElseGet(() -> page(asked));
    }

    /** The parameters with times relative to now resolved to absolute ones. */
    public static Map<String, String> effective(EventQuery asked) {
        return TimeParameters.effective(asked.from(), asked.to());
    }

    public Page<ArchivedEvent> page(EventQuery asked) {
        return Page.of(archive.page(asked.withLimit(asked.limit() + 1)), asked.limit(), last -> cursor(asked, last));
    }

    private static String cursor(EventQuery asked, ArchivedEvent last) {
        String usual = EventCursor.encode(last);
        return asked.sort().isUsual() ? usual : SortCursor.encode(asked.sort(), asked.sortValues(last.event()), usual);
    }
}
