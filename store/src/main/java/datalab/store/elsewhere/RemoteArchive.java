package datalab.store.elsewhere;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Archive;
import datalab.store.ArchiveWriter;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.elsewhere.ArchiveLedger.Counted;
import datalab.store.elsewhere.ArchiveLedger.Skipped;
import datalab.store.ledger.GeneratedNumbers;
import datalab.store.result.BoundedRows;
import datalab.store.snapshot.EventSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The archive of one stream on another server. Every read first asks the ledger what counts, then reads, and answers only events
 * that lie below, with the flags that the ledger has beside them: asked the other way round, a row could be answered that another
 * owner then replaces. Thread-safe.
 */
public final class RemoteArchive implements Archive {
    /** A horizon rises once an hour. */
    private static final int READS_MAX = 3;
    /** How long may be read for the newest of each key, or for another order. */
    private static final Duration SELECTION_MAX = Duration.ofSeconds(15);

    private final EventStream stream;
    private final ArchiveRows rows;
    private final ArchiveLedger ledger;
    private final RemoteArchiveWriter writer;

    public RemoteArchive(EventStream stream, ArchiveRows rows, ArchiveLedger ledger, GeneratedNumbers numbers) {
        this.stream = stream;
        this.rows = rows;
        this.ledger = ledger;
        this.writer = new RemoteArchiveWriter(stream, rows, ledger, numbers);
    }

    public EventStream stream() {
        return stream;
    }

    /** What lies on the server, counted or not. */
    public ArchiveRows rows() {
        return rows;
    }

    @Override
    public BoundedRows<ArchivedEvent> page(EventQuery query) {
        return query.isPlain() ? plainPage(query) : new SelectedEvents(this, query, SELECTION_MAX).page();
    }

    private BoundedRows<ArchivedEvent> plainPage(EventQuery query) {
        Counted counted = ledger.counted(stream);
        for (int attempt = 1; ; attempt++) {
            BoundedRows<ArchivedEvent> page = page(query, counted);
            Counted now = stream.retain() == null ? counted : ledger.counted(stream);
            if (Objects.equals(now.horizon(), counted.horizon()) || attempt == READS_MAX) {
                return page;
            }
            counted = now; // what lies between the horizons may have been dropped while the page was read
        }
    }

    /** A page of what counted at some moment. */
    BoundedRows<ArchivedEvent> page(EventQuery query, Counted counted) {
        BoundedRows<ArchivedEvent> page = rows.page(query.notBefore(counted.horizon()), counted::covers);
        return new BoundedRows<>(
                page.rows().stream().map(event -> flagged(event, counted)).toList(), page.isCut());
    }

    /** What counts by now, for reads that take minutes. */
    public EventSnapshot snapshot() {
        return new RemoteSnapshot(this, ledger.counted(stream));
    }

    /** Before which time no event is shown by now. */
    @Nullable
    Instant horizon() {
        return ledger.counted(stream).horizon();
    }

    @Override
    public Optional<ArchivedEvent> event(EventStream of, Coordinate at) {
        Counted counted = ledger.counted(stream);
        Optional<ArchivedEvent> found = counted.covers(at) ? rows.event(at) : Optional.empty();
        return found.filter(event -> counted.shows(event.event())).map(event -> flagged(event, counted));
    }

    @Override
    public List<ArchivedEvent> identified(EventStream of, Collection<List<Object>> uniqueValues) {
        List<ArchivedEvent> found = new ArrayList<>();
        identified(of, uniqueValues, found::add);
        return found;
    }

    @Override
    public void identified(EventStream of, Collection<List<Object>> uniqueValues, Consumer<ArchivedEvent> each) {
        if (uniqueValues.isEmpty()) {
            return;
        }
        Counted counted = ledger.counted(stream);
        rows.identified(uniqueValues, event -> {
            if (counted.shows(event.event())) {
                each.accept(flagged(event, counted));
            }
        });
    }

    /**
     * Of a step's owner, what is below its first offset: its commit is refused where the progress is another. The ledger comes
     * last: values of what is dropped are there before they are gone here.
     */
    @Override
    public Set<List<Object>> known(EventStream of, Collection<List<Object>> uniqueValues) {
        Set<List<Object>> known = new HashSet<>();
        if (!uniqueValues.isEmpty()) {
            Counted counted = ledger.counted(stream);
            rows.places(uniqueValues, (values, at) -> {
                if (counted.covers(at)) {
                    known.add(values);
                }
            });
            known.addAll(ledger.dropped(stream, uniqueValues));
        }
        return known;
    }

    @Override
    public List<Event> scan(Scan scan) {
        Counted counted = ledger.counted(stream);
        long until = Math.min(scan.until(), counted.below().of(scan.partition()));
        List<Event> found = new ArrayList<>();
        long from = scan.from();
        for (Skipped range : counted.skipped()) { // in the order of the log
            if (range.partition() == scan.partition() && range.until() > from) {
                scan(scan, from, Math.min(until, range.from()), found);
                from = range.until();
            }
        }
        scan(scan, from, until, found);
        return found;
    }

    private void scan(Scan scan, long from, long until, List<Event> found) {
        int left = scan.limit() - found.size();
        if (from < until && left > 0) {
            found.addAll(rows.scan(new Scan(stream, scan.fields(), scan.partition(), from, until, left)));
        }
    }

    @Override
    public ArchiveWriter writer() {
        return writer;
    }

    @Override
    public boolean filtersBy(EventStream of, Field field) {
        return rows.filtersBy(field);
    }

    private static ArchivedEvent flagged(ArchivedEvent event, Counted counted) {
        String later = counted.amended().get(event.event().at());
        return later == null ? event : new ArchivedEvent(event.event(), later);
    }
}
