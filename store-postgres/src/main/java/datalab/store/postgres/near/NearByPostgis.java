package datalab.store.postgres.near;

import datalab.lab.geo.CandidateDisc;
import datalab.lab.geo.PlaceAndTime;
import datalab.store.near.NearQuery;
import datalab.store.postgres.sql.NumberArray;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.TextArray;
import datalab.store.postgres.sql.TimeRangeSql;
import datalab.store.postgres.sql.WhereClause;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Finds candidates by PostGIS's index of {@code _point}: all in the box around a disc, by which {@code ST_DWithin} looks too.
 * The index knows nothing of time, so where each place has a time of its own and cells are fine enough to tell times apart, it
 * asks for cells, which such a table has too.
 */
final class NearByPostgis implements NearStrategy {
    /** PostGIS computes boxes on this sphere: (2a + b) / 3. */
    private static final double SPHERE_RADIUS_METRES = 6_371_008.8;

    private static final double SLACK_METRES = 0.001;

    /** Else the server reads all of a time's index beside that of points, for each place anew. */
    private static final String NO_TIME_INDEX = "_time + interval '0' %s";

    private final NearByCells cells = new NearByCells();
    private final Postgis postgis;

    NearByPostgis(Postgis postgis) {
        this.postgis = postgis;
    }

    @Override
    public Query candidates(Handle handle, NearQuery query, List<PlaceAndTime> places) {
        if (tellsTimesApart(query.metres()) && haveTimesOfTheirOwn(places)) {
            return cells.candidates(handle, query, places);
        }
        List<CandidateDisc> discs = CandidateDisc.around(places, query.metres());
        WhereClause where = CandidateColumns.conditions(handle, query)
                .and("_point operator(%s) %s(%s, _metres)"
                        .formatted(
                                postgis.own("&&"), postgis.own("_st_expand"), postgis.point("_latitude", "_longitude")))
                .and(NO_TIME_INDEX.formatted(">= _from"))
                .and(NO_TIME_INDEX.formatted("< _to"));
        return where.bind(handle.createQuery("""
                        select %s from unnest(:latitude, :longitude, :metres, :from::timestamptz[], :to::timestamptz[])
                            as search (_latitude, _longitude, _metres, _from, _to)
                        join %s on true %s
                        """.formatted(
                        CandidateColumns.columns(query.stream()), SqlIdentifiers.table(query.stream()), where.sql())))
                .bind("latitude", NumberArray.ofDoubles(discs, CandidateDisc::latitude))
                .bind("longitude", NumberArray.ofDoubles(discs, CandidateDisc::longitude))
                .bind("metres", NumberArray.ofDoubles(discs, NearByPostgis::reach))
                .bind("from", TextArray.of(discs, disc -> TimeRangeSql.from(disc.fromMicros())))
                .bind("to", TextArray.of(discs, disc -> TimeRangeSql.to(disc.toMicros())));
    }

    @Override
    public boolean tellsTimesApart(double metres) {
        return cells.tellsTimesApart(metres);
    }

    private static boolean haveTimesOfTheirOwn(List<PlaceAndTime> places) {
        PlaceAndTime first = places.getFirst();
        return places.stream()
                .anyMatch(place -> place.fromMicros() != first.fromMicros() || place.toMicros() != first.toMicros());
    }

    private static double reach(CandidateDisc disc) {
        return disc.metresOnSphere(SPHERE_RADIUS_METRES) + SLACK_METRES;
    }
}
