package datalab.store.postgres;

import datalab.lab.geo.PlaceAndTime;
import datalab.store.EventQuery.Position;
import datalab.store.NearQuery;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Goes through a stream in the order of time, which is the order of the answer: where many events are near, the page is full
 * soon. Gives up where an index of positions is likely to be quicker, judged by how many were near so far.
 */
final class TimeWalk {
    private static final int FIRST_ROWS = 1_000;
    private static final int ROWS_MAX = 16_000;
    /** A cell or box of the index holds about so many times what is near. */
    private static final int OVERREAD = 4;
    /** Finding a place in an index costs about as much as reading so many rows. */
    private static final int ROWS_PER_SEARCH = 8;
    /** Asking the server about one more span of time costs about as much as reading so many rows. */
    private static final int ROWS_PER_SPAN = 200;

    private static final Pattern PLANNED_ROWS = Pattern.compile(" rows=(\\d+) ");

    private final Handle handle;
    private final NearQuery query;
    private final NearPage page;
    private final List<Spans.Span> spans;
    private final int places;
    private long walked;

    TimeWalk(Handle handle, NearQuery query, NearPage page, List<PlaceAndTime> places) {
        this.handle = handle;
        this.query = query;
        this.page = page;
        this.spans = Spans.of(places);
        this.places = places.size();
    }

    /** Offers candidates to the page; true if it then has all it ever will. */
    boolean completes(NearStrategy strategy) {
        double ahead = rowsAhead();
        double searched = strategy.tellsTimesApart(query.metres()) ? ahead : rows(new Where()) * spans.size();
        int batch = FIRST_ROWS;
        for (Spans.Span span : spans) {
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
    private int walk(Spans.Span span, int limit) {
        Where where = span.holds(Candidate.conditions(query));
        Position after = page.after();
        if (after != null) {
            where.and("(_time, _partition, _offset) > (:time, :partition, :offset)", Where.position(after));
        }
        List<Candidate> rows = Candidate.binary(where.bind(handle.createQuery(
                                "select %s from %s %s order by _time, _partition, _offset limit :limit"
                                        .formatted(
                                                Candidate.columns(query.stream()),
                                                Names.table(query.stream()),
                                                where.sql())))
                        .bind("limit", limit))
                .map((row, context) -> Candidate.read(row))
                .list();
        for (Candidate row : rows) {
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
        Spans.Span whole =
                new Spans.Span(spans.getFirst().fromMicros(), spans.getLast().toMicros());
        double held = spans.stream().mapToDouble(Spans.Span::micros).sum();
        return rows(whole.holds(new Where())) * held / whole.micros();
    }

    /** About how many rows meet a condition, as the server reckons. */
    private double rows(Where where) {
        String sql = "explain select from " + Names.table(query.stream()) + " " + where.sql();
        String plan = where.bind(handle.createQuery(sql)).mapTo(String.class).first();
        Matcher rows = PLANNED_ROWS.matcher(plan);
        return rows.find() ? Double.parseDouble(rows.group(1)) : 0;
    }
}
