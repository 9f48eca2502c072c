package datalab.web.near;

import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.OperationParameter;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.PositionFields;
import datalab.store.Archive;
import datalab.store.near.NearCenter;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.query.Filters;
import datalab.store.result.BoundedRows;
import datalab.web.http.HttpProblem;
import datalab.web.query.ArchiveCapabilities;
import datalab.web.query.EventCursor;
import datalab.web.query.FilterParameters;
import datalab.web.query.KnownParameters;
import datalab.web.query.Page;
import datalab.web.query.PageParameters;
import datalab.web.query.QueryParameters;
import datalab.web.query.TimeParameters;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** {@code GET /labs/{lab}/streams/{stream}/near}: archived events near to a place, page by page. Thread-safe. */
public final class NearPages {
    private static final double METRES_MAX = 100_000;
    private static final List<OperationParameter> OWN = List.of(
            degrees("lat", "the latitude", (int) PositionFields.LATITUDE_MAX),
            degrees("lon", "the longitude", (int) PositionFields.LONGITUDE_MAX),
            OperationParameter.query("distance", "how near is near, in metres", JsonSchema.number(0, (int) METRES_MAX))
                    .required(),
            PageParameters.FROM,
            PageParameters.TO,
            PageParameters.LIMIT,
            PageParameters.AFTER,
            PageParameters.FIELDS,
            PageParameters.format(true));
    private static final List<String> OWN_NAMES = OperationParameter.names(OWN);

    private final Archive archive;
    private final Clock clock;

    public NearPages(Archive archive, Clock clock) {
        this.archive = archive;
        this.clock = clock;
    }

    public static KnownParameters known(EventStream stream) {
        return new KnownParameters(OWN_NAMES, filters(stream));
    }

    /** Whether a stream's events can be asked for by a place. */
    public boolean serves(EventStream stream) {
        return stream.position() != null && archive.nearSearch(stream).isPresent();
    }

    /** What {@link #known} names, as the document has it, but what the archive cannot filter by. */
    public List<OperationParameter> parameters(EventStream stream) {
        return PageParameters.withFilters(OWN, filters(stream), new ArchiveCapabilities(archive, stream)::filters);
    }

    private static FilterParameters filters(EventStream stream) {
        return FilterParameters.of(stream, OWN_NAMES);
    }

    private static OperationParameter degrees(String name, String what, int most) {
        return OperationParameter.query(name, what + " in degrees (WGS 84)", JsonSchema.number(-most, most))
                .required();
    }

    public NearQuery toQuery(EventStream stream, QueryParameters query) {
        ArchiveCapabilities capabilities = new ArchiveCapabilities(archive, stream);
        capabilities.requireNear();
        TimeParameters times = new TimeParameters(stream, clock);
        NearCenter around = new NearCenter(
                required(query, "lat", PositionFields.LATITUDE_MAX),
                required(query, "lon", PositionFields.LONGITUDE_MAX),
                query.time("from", times),
                query.time("to", times));
        if (query.text("distance").isEmpty()) {
            throw HttpProblem.badRequest("no distance; expected distance= and a number of metres");
        }
        Filters where = filters(stream).parse(query, times);
        capabilities.requireFilters(where.fields());
        return new NearQuery(
                stream,
                List.of(around),
                query.number("distance", 0, 0, METRES_MAX),
                where,
                Map.of(),
                query.text("after").map(EventCursor::decode).orElse(null),
                query.limit());
    }

    public Page<NearEvent> page(NearQuery asked) {
        BoundedRows<NearEvent> found =
                new ArchiveCapabilities(archive, asked.stream()).requireNear().page(asked.withLimit(asked.limit() + 1));
        return Page.of(found, asked.limit(), near -> EventCursor.encode(near.event()));
    }

    private static double required(QueryParameters query, String name, double most) {
        if (query.text(name).isEmpty()) {
            throw HttpProblem.badRequest("no " + name + "; expected lat= and lon= in degrees, and distance= in metres");
        }
        return query.number(name, 0, -most, most);
    }
}
