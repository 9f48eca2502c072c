package datalab.web.query;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.PositionFields;
import datalab.store.Store;
import datalab.store.answer.BoundedRows;
import datalab.store.near.NearCenter;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.web.http.HttpProblem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code GET /labs/{lab}/streams/{stream}/near}: archived events near to a place, page by page. Thread-safe. */
public final class NearPages {
    static final List<String> OWN = List.of("lat", "lon", "distance", "from", "to", "limit", "after", "format");
    static final double METRES_MAX = 100_000;

    private final Store store;
    private final Clock clock;

    public NearPages(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public static List<String> known(EventStream stream) {
        List<String> known = new ArrayList<>(OWN);
        known.addAll(filters(stream));
        return known;
    }

    static List<String> filters(EventStream stream) {
        return FieldParameters.names(stream, OWN);
    }

    public NearQuery question(EventStream stream, QueryParameters query) {
        TimeParameters times = new TimeParameters(stream, clock);
        NearCenter around = new NearCenter(
                required(query, "lat", PositionFields.LATITUDE_MAX),
                required(query, "lon", PositionFields.LONGITUDE_MAX),
                query.time("from", times),
                query.time("to", times));
        if (query.text("distance").isEmpty()) {
            throw HttpProblem.badRequest("no distance; expected distance= and a number of metres");
        }
        return new NearQuery(
                stream,
                List.of(around),
                query.number("distance", 0, 0, METRES_MAX),
                FieldParameters.filters(query, stream, filters(stream), times),
                Map.of(),
                query.text("after").map(EventCursor::decode).orElse(null),
                query.limit());
    }

    public Page<NearEvent> page(NearQuery asked) {
        BoundedRows<NearEvent> found = store.page(asked.withLimit(asked.limit() + 1));
        return Page.of(found, asked.limit(), near -> EventCursor.encode(near.event()));
    }

    private static double required(QueryParameters query, String name, double most) {
        if (query.text(name).isEmpty()) {
            throw HttpProblem.badRequest("no " + name + "; expected lat= and lon= in degrees, and distance= in metres");
        }
        return query.number(name, 0, -most, most);
    }
}
