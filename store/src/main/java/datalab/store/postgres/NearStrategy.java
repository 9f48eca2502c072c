package datalab.store.postgres;

import datalab.lab.geo.Place;
import datalab.store.NearQuery;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * How candidates for what is near are found by an index of positions. It may find too many, the same again and those of other
 * times; it must not miss any.
 */
sealed interface NearStrategy permits NearByCells {

    /** A select of {@link Candidate#columns} of all events within the question's metres of these places at their times. */
    Query candidates(Handle handle, NearQuery query, List<Place> places);

    /** Whether the index itself tells times apart, so that what lies near at other times costs nothing. */
    boolean tellsTimesApart(double metres);
}
