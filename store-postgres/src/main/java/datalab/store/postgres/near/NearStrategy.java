package datalab.store.postgres.near;

import datalab.lab.geo.PlaceAndTime;
import datalab.lab.stream.EventStream;
import datalab.store.near.NearQuery;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.sql.PostgresCatalog;
import datalab.store.postgres.sql.SqlIdentifiers;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * How candidates for what is near are found by an index of positions. It may find too many, the same again and those of other
 * times; it must not miss any.
 */
public sealed interface NearStrategy permits NearByCells, NearByPostgis {

    /** A select of {@link CandidateColumns#columns} of all events within the question's metres of these places at their times. */
    Query candidates(Handle handle, NearQuery query, List<PlaceAndTime> places);

    /** Whether the index itself separates times, so that what lies near at other times costs nothing. */
    boolean tellsTimesApart(double metres);

    /** What a stream that was prepared has an index for. */
    static NearStrategy of(Handle handle, EventStream stream, boolean usePostgis) {
        boolean hasPoints = new PostgresCatalog(handle)
                .columns(SqlIdentifiers.table(stream))
                .containsKey(ArchiveTable.POINT);
        return Postgis.find(handle)
                .filter(postgis -> usePostgis && hasPoints)
                .<NearStrategy>map(NearByPostgis::new)
                .orElseGet(NearByCells::new);
    }
}
