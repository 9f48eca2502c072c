package datalab.web.flags;

import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.OperationParameter;
import datalab.lab.stream.EventStream;
import datalab.store.Archive;
import datalab.store.archive.EventQuery;
import datalab.store.query.Filters;
import datalab.store.query.Sort;
import datalab.web.format.JsonBytes;
import datalab.web.http.HttpProblem;
import datalab.web.points.BucketWidth;
import datalab.web.points.ReadingTime;
import datalab.web.query.ArchiveCapabilities;
import datalab.web.query.FilterParameters;
import datalab.web.query.KnownParameters;
import datalab.web.query.PageParameters;
import datalab.web.query.QueryParameters;
import datalab.web.query.TimeParameters;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /labs/{lab}/streams/{stream}/flags}: what the quality tests said of the events of a period. Thread-safe. */
public final class FlaggedEvents {
    private static final int ROWS_USUAL = 100;
    private static final int ROWS_MAX = 1_000;
    private static final int BUCKETS = 120;
    private static final String TEST = "test";
    private static final List<OperationParameter> OWN = List.of(
            PageParameters.FROM,
            PageParameters.TO,
            OperationParameter.query(TEST, "only flags of this test, such as spike", JsonSchema.someText()),
            OperationParameter.query(
                    "limit",
                    "how many of the events in doubt come with the counts, the newest",
                    JsonSchema.wholeNumber(1, ROWS_MAX).put("default", ROWS_USUAL)));
    private static final List<String> OWN_NAMES = OperationParameter.names(OWN);

    private final Archive archive;
    private final Clock clock;

    public FlaggedEvents(Archive archive, Clock clock) {
        this.archive = archive;
        this.clock = clock;
    }

    public static KnownParameters known(EventStream stream) {
        return new KnownParameters(OWN_NAMES, FilterParameters.of(stream, OWN_NAMES));
    }

    /** The same as the document has them, but those that the archive cannot filter by. */
    public List<OperationParameter> parameters(EventStream stream) {
        return PageParameters.withFilters(
                OWN, FilterParameters.of(stream, OWN_NAMES), new ArchiveCapabilities(archive, stream)::filters);
    }

    /** What is asked, checked. */
    public record Asked(EventQuery events, @Nullable String test, int rowsMax) {}

    public Asked toQuery(EventStream stream, QueryParameters query) {
        TimeParameters times = new TimeParameters(stream, clock);
        Filters where = FilterParameters.of(stream, OWN_NAMES).parse(query, times);
        new ArchiveCapabilities(archive, stream).requireFilters(where.fields());
        EventQuery events = new EventQuery(
                stream, query.time("from", times), query.time("to", times), where, 0, true, Sort.USUAL, null, 1);
        return new Asked(events, test(query), query.count("limit", ROWS_USUAL, ROWS_MAX));
    }

    private static @Nullable String test(QueryParameters query) {
        String test = query.text(TEST).orElse(null);
        if (test != null && test.isEmpty()) {
            throw HttpProblem.badRequest("test= is empty, expected the name of a quality test, such as spike");
        }
        return test;
    }

    /** Reads all events of the period, for as long as a chart's points may take. */
    public byte[] count(Asked asked) {
        EventQuery events = asked.events();
        Instant to = events.to() != null
                ? events.to()
                : end(events).map(FlaggedEvents::after).orElse(Instant.EPOCH);
        Instant from =
                events.from() != null ? events.from() : end(events.plain(false)).orElse(to);
        BucketWidth width = BucketWidth.of(from, to, BUCKETS);
        FlagCounts counts = new FlagCounts(events.stream(), new FlagReader(asked.test()), width, asked.rowsMax());
        ReadingTime time = new ReadingTime("flags of " + events.stream().topic(), clock);
        archive.each(events, row -> {
            time.check();
            counts.add(row);
            return true;
        });
        return JsonBytes.of(json -> {
            json.writeStartObject();
            json.writeStringField("from", from.toString());
            json.writeStringField("to", to.toString());
            counts.write(json);
            json.writeEndObject();
        });
    }

    private Optional<Instant> end(EventQuery query) {
        return archive.events(query).stream().map(row -> row.event().time()).findFirst();
    }

    private static Instant after(Instant last) {
        return last.plus(1, ChronoUnit.MICROS);
    }
}
