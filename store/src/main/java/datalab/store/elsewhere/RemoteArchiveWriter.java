package datalab.store.elsewhere;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.store.ArchiveWriter;
import datalab.store.Ledger;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.elsewhere.ArchiveLedger.Counted;
import datalab.store.forget.KeyBelow;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.ledger.GeneratedNumbers;
import datalab.store.ledger.Progress;
import datalab.store.result.BoundedRows;
import datalab.store.result.StoreUnavailable;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the steps of one stream to its archive on another server, with the token of their owner. Thread-safe. */
final class RemoteArchiveWriter implements ArchiveWriter {
    private static final int SWEPT_AT_ONCE = 1_000;

    private final EventStream stream;
    private final ArchiveRows rows;
    private final ArchiveLedger ledger;
    private final GeneratedNumbers numbers;
    private volatile boolean isPrepared;

    RemoteArchiveWriter(EventStream stream, ArchiveRows rows, ArchiveLedger ledger, GeneratedNumbers numbers) {
        this.ledger = ledger;
        this.stream = stream;
        this.rows = rows;
        this.numbers = numbers;
    }

    /** The token comes first: what owners before this one still write from now on, this one's rows replace. */
    @Override
    public Progress begin(Ledger commits, EventStream of, int partition) {
        if (!isPrepared) {
            rows.prepare();
            if (stream.generated().isPresent()) {
                numbers.claim(stream, rows.greatestNumber()); // of events from before the field was generated
            }
            isPrepared = true;
        }
        return commits.takeOver(of, partition);
    }

    @Override
    public boolean isElsewhere(EventStream of) {
        return true;
    }

    @Override
    public int sweep(EventStream of) {
        List<Amendment> pending = ledger.pendingAmendments(stream, SWEPT_AT_ONCE);
        if (!pending.isEmpty()) {
            rows.amend(pending);
            ledger.amended(stream, pending);
        }
        return pending.size();
    }

    /** The ledger comes first: whoever finds an event gone here finds there what is to be known of it. */
    @Override
    public int drop(EventStream of, int limit) {
        Counted counted = ledger.counted(stream);
        if (counted.horizon() == null) {
            return 0;
        }
        EventQuery before = new EventQuery(stream, null, counted.horizon(), Map.of(), false, null, limit);
        BoundedRows<ArchivedEvent> page = rows.page(before, counted::covers);
        List<Event> events = page.rows().stream().map(ArchivedEvent::event).toList();
        if (!events.isEmpty()) {
            ledger.dropping(stream, events);
            rows.drop(events.stream().map(Event::at).toList());
        }
        return page.isCut() ? limit : events.size();
    }

    /** Blanks, with a token that refuses late writes of others. They stay, as somebody might wake who has a row of theirs. */
    @Override
    public int forget(KeyBelow key, int limit) {
        Counted counted = ledger.counted(stream);
        boolean isFiltered = rows.filtersBy(stream.field(key.field()).orElseThrow());
        Map<String, Object> where = isFiltered ? Map.of(key.field(), key.value()) : Map.of();
        EventQuery next = new EventQuery(stream, null, null, where, false, null, limit);
        while (true) {
            BoundedRows<ArchivedEvent> page = rows.page(next, counted::covers);
            List<Event> events = page.rows().stream()
                    .map(ArchivedEvent::event)
                    .filter(key::has)
                    .toList();
            boolean isLast = !page.isCut() && page.rows().size() < limit;
            if (!events.isEmpty()) {
                List<Coordinate> places = events.stream().map(Event::at).toList();
                rows.write(key.token(), List.of(), places);
                return isLast ? events.size() : limit;
            }
            if (isLast) {
                return 0;
            }
            next = next.following(page.rows().getLast().event());
        }
    }

    /** A row for every record: where it is no event a blank, or what an owner before this one left there would count. */
    @Override
    public Commit write(Commit commit, Collection<Coordinate> records) {
        if (commit.archived()) {
            return commit;
        }
        Set<Coordinate> blanks = new LinkedHashSet<>(records);
        for (ArchivedEvent event : commit.events()) {
            blanks.remove(event.event().at());
        }
        try {
            rows.write(commit.token(), commit.events(), blanks);
        } catch (StoreUnavailable e) {
            isPrepared = false; // so that owners begin again when the server answers
            throw e;
        }
        return commit.withEventsArchived();
    }
}
