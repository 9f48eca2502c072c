package datalab.store.postgres.near;

import datalab.lab.geo.CellRange;
import datalab.lab.geo.PlaceAndTime;
import datalab.lab.geo.S2Covering;
import datalab.store.near.NearQuery;
import datalab.store.postgres.sql.NumberArray;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.TextArray;
import datalab.store.postgres.sql.TimeRangeSql;
import datalab.store.postgres.sql.WhereClause;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Finds candidates by S2 cells, which any B-tree can: {@code _cell}, then {@code _time}. */
final class NearByCells implements NearStrategy {
    private static final int RANGES_MAX = 100_000;

    @Override
    public Query candidates(Handle handle, NearQuery query, List<PlaceAndTime> places) {
        S2Covering search = S2Covering.around(places, query.metres(), RANGES_MAX);
        List<TimeRangeSql.Span> spans = TimeRangeSql.of(places);
        boolean timed = search.ranges().stream().anyMatch(range -> isOwn(range, spans));
        WhereClause where = CandidateColumns.conditions(handle, query);
        where.and(search.isSingleCells() ? "_cell = _low" : "_cell between _low and _high");
        if (timed) {
            where.and("_time >= _from and _time < _to");
        }
        Query select = where.bind(handle.createQuery("""
                select %s from unnest(:low, :high, :from::timestamptz[], :to::timestamptz[]) as search (_low, _high, _from, _to)
                join %s on _time >= :first::timestamptz and _time < :last::timestamptz %s
                """.formatted(
                        CandidateColumns.columns(query.stream()), SqlIdentifiers.table(query.stream()), where.sql())));
        return select.bind("first", spans.getFirst().from())
                .bind("last", spans.getLast().to())
                .bind("low", NumberArray.ofLongs(search.ranges(), CellRange::low))
                .bind("high", NumberArray.ofLongs(search.ranges(), CellRange::high))
                .bind(
                        "from",
                        TextArray.of(
                                timed ? search.ranges() : List.of(), range -> TimeRangeSql.from(range.fromMicros())))
                .bind(
                        "to",
                        TextArray.of(timed ? search.ranges() : List.of(), range -> TimeRangeSql.to(range.toMicros())));
    }

    @Override
    public boolean tellsTimesApart(double metres) {
        return S2Covering.isOfSingleCells(metres);
    }

    private static boolean isOwn(CellRange range, List<TimeRangeSql.Span> spans) {
        return range.fromMicros() != spans.getFirst().fromMicros()
                || range.toMicros() != spans.getLast().toMicros();
    }
}
