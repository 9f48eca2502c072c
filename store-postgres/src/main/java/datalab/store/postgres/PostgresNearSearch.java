package datalab.store.postgres;

import datalab.lab.stream.EventStream;
import datalab.store.NearSearch;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.postgres.archive.ArchivePlaces;
import datalab.store.postgres.archive.ArchiveTables;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.near.NearSettings;
import datalab.store.postgres.near.NearStrategy;
import datalab.store.postgres.near.SelectNear;
import datalab.store.postgres.schema.BackfillCells;
import datalab.store.result.BoundedRows;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** {@link NearSearch} on PostgreSQL, by S2 cells or by PostGIS where it is installed. Thread-safe. */
final class PostgresNearSearch implements NearSearch {
    private final Supplier<Database> database;
    private final ArchiveTables streamTables;
    private final ArchivePlaces places;
    private final NearSettings near;
    private final Duration timeout;
    private final Map<String, NearStrategy> nearStrategies = new ConcurrentHashMap<>();

    /** @param timeout how long candidates may be looked at */
    PostgresNearSearch(
            Supplier<Database> database,
            ArchiveTables streamTables,
            ArchivePlaces places,
            NearSettings near,
            Duration timeout) {
        this.places = places;
        this.database = database;
        this.streamTables = streamTables;
        this.near = near;
        this.timeout = timeout;
    }

    /** Finds out by which index positions of a stream are found, and fills what its events lack for that. */
    void prepare(EventStream stream) {
        String what = "positions of " + stream.topic();
        NearStrategy strategy = database.get().read(what, handle -> NearStrategy.of(handle, stream, near.postgis()));
        nearStrategies.put(stream.topic(), strategy);
        int filled;
        do {
            filled = database.get().change(what, handle -> new BackfillCells(handle, stream).step());
        } while (filled > 0);
    }

    @Override
    public BoundedRows<NearEvent> page(NearQuery query) {
        return database.get().snapshot("near in " + query.stream().topic(), handle -> {
            places.require(handle, query.stream());
            return new SelectNear(
                            handle, query, streamTables.of(query.stream()), nearStrategy(query.stream()), near.walk())
                    .page(timeout);
        });
    }

    private NearStrategy nearStrategy(EventStream stream) {
        NearStrategy strategy = nearStrategies.get(stream.topic());
        if (strategy == null) {
            throw new IllegalStateException("lab " + stream.lab() + " was not prepared");
        }
        return strategy;
    }
}
