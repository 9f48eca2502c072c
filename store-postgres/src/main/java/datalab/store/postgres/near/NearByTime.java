package datalab.store.postgres.near;

import datalab.lab.geo.PlaceAndTime;
import datalab.store.archive.EventQuery.Position;
import datalab.store.near.NearCandidate;
import datalab.store.near.NearCollector;
import datalab.store.near.NearQuery;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.TimeRangeSql;
import datalab.store.postgres.sql.WhereClause;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Goes through a stream in the order of time, which is the order of the answer: where many events are near, the page is full
 * soon. Gives up where an index of positions is likely to be quicker, judged by how many were near so far.
 */
final class NearByTime {
    private static final int FIRST_ROWS = 1_000;
    private static final int ROWS_MAX = 16_000;
    /** A cell or box of the index holds about this many times what is near. */
    private static final int OVERREAD = 4;
    /** Finding a place in an index costs about as much as reading this many rows. */
    private static final int ROWS_PER_SEARCH = 8;
    /** A query for one more span of time costs about as much as reading this many rows. */
    private static final int ROWS_PER_SPAN = 200;

    private static final Pattern PLANNED_ROWS = Pattern.compile(" rows=(\\d+) ");

    private final Handle handle;
    private final NearQuery query;
    private final NearCollector page;
    private final List<TimeRangeSql.Span> spans;
    private final int places;
    private long walked;

    NearByTime(Handle handle, NearQuery query, NearCollector page, List<PlaceAndTime> places) {
        this.handle = handle;
        this.query = query;
        this.page = page;
        this.spans = TimeRangeSql.of(places);
        this.places = places.size();
    }

    /** Offers candidates to the page; true if it then has all it ever will. */
    boolean completes(NearStrategy strategy) {
        double ahead = rowsAhead();
        double searched = strategy.tellsTimesApart(query.metres()) ? ahead : rows(new WhereClause()) * spans.size();
        int batch = FIRST_ROWS;
        for (TimeRangeSql.Span span : spans) {
            boolean isLast = span.equals(spans.getLast());
            boolean goesOn;
            do {
                goesOn = walk(span, batch) == batch;
                if (page.isFull()) {
                    return true;
                }
                if ((goesOn || !isLast) && !isWorthwhile(ahead, searched)) {
                    return false;
                }
                batch = goesOn ? Math.min(2 * batch, ROWS_MAX) : batch;
            } while (goesOn);
        }
        return true;
    }

    private boolean isWorthwhile(double ahead, double searched) {
        double near = (page.size() + 1.0) / (walked + 1.0);
        double left = Math.min((query.limit() - page.size()) / near, ahead - walked);
        double spansPerRow = spans.size() / Math.max(1, ahead);
        return left * (1 + spansPerRow * ROWS_PER_SPAN)
                <= (double) places * ROWS_PER_SEARCH + near * OVERREAD * searched;
    }

    /** Offers the next rows of a span, and says how many there were. */
    private int walk(TimeRangeSql.Span span, int limit) {
        WhereClause where = span.holds(CandidateColumns.conditions(handle, query));
        Position after = page.after();
        if (after != null) {
            where.and("(_time, _partition, _offset) > (:time, :partition, :offset)", WhereClause.position(after));
        }
        List<NearCandidate> rows = CandidateColumns.binary(where.bind(handle.createQuery(
                                "select %s from %s %s order by _time, _partition, _offset limit :limit"
                                        .formatted(
                                                CandidateColumns.columns(query.stream()),
                                                SqlIdentifiers.table(query.stream()),
                                                where.sql())))
                        .bind("limit", limit))
                .map((row, context) -> CandidateColumns.read(row))
                .list();
        for (NearCandidate row : rows) {
            if (page.isFull()) {
                break;
            }
            page.offer(row);
            page.allUpTo(row.at());
        }
        walked += rows.size();
        return rows.size();
    }

    /** About how many rows all of the walk would read. */
    private double rowsAhead() {
        TimeRangeSql.Span whole = new TimeRangeSql.Span(
                spans.getFirst().fromMicros(), spans.getLast().toMicros());
        double held = spans.stream().mapToDouble(TimeRangeSql.Span::micros).sum();
        return rows(whole.holds(new WhereClause())) * held / whole.micros();
    }

    /** About how many rows meet a condition, as the server estimates. */
    private double rows(WhereClause where) {
        String sql = "explain select from " + SqlIdentifiers.table(query.stream()) + " " + where.sql();
        String plan = where.bind(handle.createQuery(sql)).mapTo(String.class).first();
        Matcher rows = PLANNED_ROWS.matcher(plan);
        return rows.find() ? Double.parseDouble(rows.group(1)) : 0;
    }
}
