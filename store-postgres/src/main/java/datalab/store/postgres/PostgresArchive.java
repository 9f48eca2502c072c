package datalab.store.postgres;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Archive;
import datalab.store.ArchiveWriter;
import datalab.store.NearSearch;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.forget.KeyBelow;
import datalab.store.ledger.Commit;
import datalab.store.postgres.archive.ArchivePlaces;
import datalab.store.postgres.archive.ArchiveTables;
import datalab.store.postgres.archive.DropEvents;
import datalab.store.postgres.archive.ForgetEvents;
import datalab.store.postgres.archive.ScanEvents;
import datalab.store.postgres.archive.SelectEvents;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.ledger.DroppedIds;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.result.BoundedRows;
import datalab.store.retention.Retained;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** {@link Archive} on PostgreSQL: a table for each stream. Thread-safe. */
final class PostgresArchive implements Archive {
    private final Supplier<Database> database;
    private final ArchiveTables streamTables;
    private final ArchivePlaces places;
    private final NearSearch near;

    PostgresArchive(Supplier<Database> database, ArchiveTables streamTables, ArchivePlaces places, NearSearch near) {
        this.database = database;
        this.places = places;
        this.streamTables = streamTables;
        this.near = near;
    }

    @Override
    public BoundedRows<ArchivedEvent> page(EventQuery query) {
        return database.get()
                .question(
                        "events of " + query.stream().topic(),
                        handle -> found(
                                handle,
                                query.stream(),
                                select(handle, query.stream()).page(query),
                                page -> page.rows().isEmpty()));
    }

    @Override
    public void each(EventQuery query, Predicate<ArchivedEvent> each) {
        database.get().questions("events of " + query.stream().topic(), handle -> {
            places.require(handle, query.stream());
            select(handle, query.stream()).each(query, each);
            return true;
        });
    }

    @Override
    public Optional<ArchivedEvent> event(EventStream stream, Coordinate at) {
        return database.get()
                .read(
                        "event " + stream.topic() + ":" + at,
                        handle -> found(handle, stream, select(handle, stream).at(at), Optional::isEmpty));
    }

    @Override
    public List<ArchivedEvent> identified(EventStream stream, Collection<List<Object>> uniqueValues) {
        return database.get()
                .read(
                        "identified events of " + stream.topic(),
                        handle ->
                                found(handle, stream, select(handle, stream).identified(uniqueValues), List::isEmpty));
    }

    @Override
    public void identified(EventStream stream, Collection<List<Object>> uniqueValues, Consumer<ArchivedEvent> each) {
        database.get().snapshot("identified events of " + stream.topic(), handle -> {
            places.require(handle, stream);
            select(handle, stream).identified(uniqueValues, each);
            return true;
        });
    }

    @Override
    public Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues) {
        if (uniqueValues.isEmpty()) {
            return Set.of();
        }
        return database.get().read("known values of " + stream.topic(), handle -> {
            // where the archive is elsewhere by now, the owner who asks can commit nothing
            Set<List<Object>> known = select(handle, stream).known(uniqueValues);
            // last, as an event that is dropped meanwhile is known there then
            boolean mayBeDropped = DroppedIds.areKept(stream)
                    && HorizonRow.of(handle, Retained.of(stream)).isPresent();
            if (mayBeDropped) {
                known.addAll(DroppedIds.known(handle, stream, uniqueValues));
            }
            return known;
        });
    }

    @Override
    public List<Event> scan(Scan scan) {
        return database.get().read("scan " + scan.stream().topic() + "/" + scan.partition(), handle -> {
            places.require(handle, scan.stream());
            return new ScanEvents(scan).run(handle);
        });
    }

    @Override
    public ArchiveWriter writer() {
        return new ArchiveWriter() {
            @Override
            public Commit write(Commit commit, Collection<Coordinate> records) {
                return WITHIN_COMMIT.write(commit, records);
            }

            @Override
            public int drop(EventStream stream, int limit) {
                return database.get()
                        .change(
                                "drop events of " + stream.topic(),
                                handle -> new DropEvents(handle, streamTables.of(stream)).run(limit));
            }

            @Override
            public int forget(KeyBelow key, int limit) {
                return database.get()
                        .change(
                                "forget events of " + key.stream().topic(),
                                handle -> ForgetEvents.run(handle, streamTables.of(key.stream()), key, limit));
            }
        };
    }

    @Override
    public boolean filtersBy(EventStream stream, Field field) {
        return true;
    }

    @Override
    public Optional<NearSearch> nearSearch(EventStream stream) {
        return Optional.of(near);
    }

    private SelectEvents select(Handle handle, EventStream stream) {
        return new SelectEvents(handle, streamTables.of(stream));
    }

    /** What a reader's statement found; nothing may mean that the archive is elsewhere by now. */
    private <T> T found(Handle handle, EventStream stream, T found, Predicate<T> isNothing) {
        if (isNothing.test(found)) {
            places.require(handle, stream);
        }
        return found;
    }
}
