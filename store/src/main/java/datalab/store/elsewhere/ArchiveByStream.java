package datalab.store.elsewhere;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Archive;
import datalab.store.ArchiveWriter;
import datalab.store.Ledger;
import datalab.store.NearSearch;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.forget.KeyBelow;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import datalab.store.result.BoundedRows;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The archives of all streams: the ledger's own server's, but for streams whose archive is elsewhere. Thread-safe. */
public final class ArchiveByStream implements Archive {
    private final Archive own;
    private final Map<String, RemoteArchive> elsewhere = new ConcurrentHashMap<>();

    public ArchiveByStream(Archive own) {
        this.own = own;
    }

    public void put(RemoteArchive archive) {
        elsewhere.put(archive.stream().topic(), archive);
    }

    /** That of a stream, where it is elsewhere. */
    public Optional<RemoteArchive> elsewhere(EventStream stream) {
        return Optional.ofNullable(elsewhere.get(stream.topic()));
    }

    @Override
    public BoundedRows<ArchivedEvent> page(EventQuery query) {
        return of(query.stream()).page(query);
    }

    @Override
    public void each(EventQuery query, Predicate<ArchivedEvent> each) {
        of(query.stream()).each(query, each);
    }

    @Override
    public Optional<ArchivedEvent> event(EventStream stream, Coordinate at) {
        return of(stream).event(stream, at);
    }

    @Override
    public List<ArchivedEvent> identified(EventStream stream, Collection<List<Object>> uniqueValues) {
        return of(stream).identified(stream, uniqueValues);
    }

    @Override
    public void identified(EventStream stream, Collection<List<Object>> uniqueValues, Consumer<ArchivedEvent> each) {
        of(stream).identified(stream, uniqueValues, each);
    }

    @Override
    public Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues) {
        return of(stream).known(stream, uniqueValues);
    }

    @Override
    public List<Event> scan(Scan scan) {
        return of(scan.stream()).scan(scan);
    }

    @Override
    public ArchiveWriter writer() {
        return new ArchiveWriter() {
            @Override
            public Progress begin(Ledger ledger, EventStream stream, int partition) {
                return of(stream).writer().begin(ledger, stream, partition);
            }

            @Override
            public Commit write(Commit commit, Collection<Coordinate> records) {
                return of(commit.stream()).writer().write(commit, records);
            }

            @Override
            public boolean isElsewhere(EventStream stream) {
                return of(stream).writer().isElsewhere(stream);
            }

            @Override
            public int sweep(EventStream stream) {
                return of(stream).writer().sweep(stream);
            }

            @Override
            public int drop(EventStream stream, int limit) {
                return of(stream).writer().drop(stream, limit);
            }

            @Override
            public int forget(KeyBelow key, int limit) {
                return of(key.stream()).writer().forget(key, limit);
            }
        };
    }

    @Override
    public boolean filtersBy(EventStream stream, Field field) {
        return of(stream).filtersBy(stream, field);
    }

    @Override
    public Optional<NearSearch> nearSearch(EventStream stream) {
        return of(stream).nearSearch(stream);
    }

    private Archive of(EventStream stream) {
        RemoteArchive other = elsewhere.get(stream.topic());
        return other == null ? own : other;
    }
}
