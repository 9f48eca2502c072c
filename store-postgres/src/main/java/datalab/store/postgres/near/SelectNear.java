package datalab.store.postgres.near;

import datalab.lab.geo.PlaceAndTime;
import datalab.store.near.NearCollector;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.archive.SelectEvents;
import datalab.store.result.BoundedRows;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Reads what is near, in one snapshot: a walk through time where that soon fills the page, else an index of positions. Both
 * offer candidates as small as can be; the whole events are read for what is in the page.
 */
public final class SelectNear {
    private static final int FETCHED_ROWS = 2_000;

    /** What the index of positions is for; the server's own guesses of how many rows match are far off. */
    private static final String PLANNING = """
            set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_seqscan = off;
            set local enable_material = off; set local jit = off
            """;

    private final Handle handle;
    private final NearQuery query;
    private final ArchiveTable table;
    private final NearStrategy strategy;
    private final boolean walk;

    /** @param walk whether to go through time where that is likely to be quicker */
    public SelectNear(Handle handle, NearQuery query, ArchiveTable table, NearStrategy strategy, boolean walk) {
        this.handle = handle;
        this.query = query;
        this.table = table;
        this.strategy = strategy;
        this.walk = walk;
    }

    /**
     * Reads the page.
     *
     * @param timeout how long candidates may be looked at
     */
    public BoundedRows<NearEvent> page(Duration timeout) {
        NearCollector page = new NearCollector(query, timeout);
        List<PlaceAndTime> places = page.placesAhead();
        if (places.isEmpty()) {
            return new BoundedRows<>(List.of(), false);
        }
        if (!walk || !new NearByTime(handle, query, page, places).completes(strategy)) {
            search(page);
        }
        return page.of(new SelectEvents(handle, table).at(page.positions()));
    }

    private void search(NearCollector page) {
        List<PlaceAndTime> places = page.placesAhead();
        if (places.isEmpty()) {
            return;
        }
        handle.execute(PLANNING);
        CandidateColumns.binary(strategy.candidates(handle, query, places))
                .setFetchSize(FETCHED_ROWS)
                .map((row, context) -> CandidateColumns.read(row))
                .forEach(page::offer);
    }
}
