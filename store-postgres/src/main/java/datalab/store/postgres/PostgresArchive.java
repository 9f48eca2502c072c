package datalab.store.postgres;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Archive;
import datalab.store.NearSearch;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.postgres.archive.ArchiveTables;
import datalab.store.postgres.archive.ScanEvents;
import datalab.store.postgres.archive.SelectEvents;
import datalab.store.postgres.connection.Database;
import datalab.store.result.BoundedRows;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** {@link Archive} on PostgreSQL: a table for each stream. Thread-safe. */
final class PostgresArchive implements Archive {
    private final Supplier<Database> database;
    private final ArchiveTables streamTables;
    private final NearSearch near;

    PostgresArchive(Supplier<Database> database, ArchiveTables streamTables, NearSearch near) {
        this.database = database;
        this.streamTables = streamTables;
        this.near = near;
    }

    @Override
    public BoundedRows<ArchivedEvent> page(EventQuery query) {
        return database.get()
                .question(
                        "events of " + query.stream().topic(),
                        handle -> new SelectEvents(handle, streamTables.of(query.stream())).page(query));
    }

    @Override
    public Optional<ArchivedEvent> event(EventStream stream, Coordinate at) {
        return database.get()
                .read(
                        "event " + stream.topic() + ":" + at,
                        handle -> new SelectEvents(handle, streamTables.of(stream)).at(at));
    }

    @Override
    public List<ArchivedEvent> identified(EventStream stream, Collection<List<Object>> uniqueValues) {
        return database.get()
                .read(
                        "identified events of " + stream.topic(),
                        handle -> new SelectEvents(handle, streamTables.of(stream)).identified(uniqueValues));
    }

    @Override
    public void identified(EventStream stream, Collection<List<Object>> uniqueValues, Consumer<ArchivedEvent> each) {
        database.get().snapshot("identified events of " + stream.topic(), handle -> {
            new SelectEvents(handle, streamTables.of(stream)).identified(uniqueValues, each);
            return true;
        });
    }

    @Override
    public Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues) {
        if (uniqueValues.isEmpty()) {
            return Set.of();
        }
        return database.get()
                .read(
                        "known values of " + stream.topic(),
                        handle -> new SelectEvents(handle, streamTables.of(stream)).known(uniqueValues));
    }

    @Override
    public List<Event> scan(Scan scan) {
        return database.get()
                .read(
                        "scan " + scan.stream().topic() + "/" + scan.partition(),
                        handle -> new ScanEvents(scan).run(handle));
    }

    @Override
    public boolean filtersBy(EventStream stream, Field field) {
        return true;
    }

    @Override
    public Optional<NearSearch> nearSearch(EventStream stream) {
        return Optional.of(near);
    }
}
