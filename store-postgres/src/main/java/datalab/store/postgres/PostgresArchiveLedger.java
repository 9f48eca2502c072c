package datalab.store.postgres;

import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.store.elsewhere.ArchiveLedger;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.ledger.Progress;
import datalab.store.postgres.archive.ArchivePlaces;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.ledger.ArchiveAmendments;
import datalab.store.postgres.ledger.DroppedIds;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.ledger.SkippedOffsets;
import datalab.store.postgres.ledger.UnreadEvents;
import datalab.store.retention.Retained;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@link ArchiveLedger} in {@code datalab.progress} and {@code datalab.archive_amendments}. Thread-safe. */
record PostgresArchiveLedger(Supplier<Database> database, ArchivePlaces places) implements ArchiveLedger {

    @Override
    public Counted counted(EventStream stream) {
        return database.get().snapshot("what counts of " + stream.topic(), handle -> {
            places.require(handle, stream);
            return new Counted(
                    Progress.offsets(ProgressRow.all(handle, stream)),
                    SkippedOffsets.of(handle, stream),
                    ArchiveAmendments.all(handle, stream),
                    HorizonRow.of(handle, Retained.of(stream)).orElse(null));
        });
    }

    @Override
    public void dropping(EventStream stream, List<Event> events) {
        database.get().change("drop events of " + stream.topic(), handle -> {
            if (DroppedIds.areKept(stream)) {
                DroppedIds.keep(
                        handle, stream, events.stream().map(Event::uniqueValues).toList());
            }
            UnreadEvents.dropping(handle, stream, events.stream().map(Event::at).toList());
            return true;
        });
    }

    @Override
    public Set<List<Object>> dropped(EventStream stream, Collection<List<Object>> uniqueValues) {
        return DroppedIds.areKept(stream)
                ? database.get()
                        .read(
                                "dropped values of " + stream.topic(),
                                handle -> DroppedIds.known(handle, stream, uniqueValues))
                : Set.of();
    }

    @Override
    public List<Amendment> pendingAmendments(EventStream stream, int limit) {
        return database.get().change("amendments of " + stream.topic(), handle -> {
            places.require(handle, stream);
            return ArchiveAmendments.take(handle, stream, limit);
        });
    }

    @Override
    public void amended(EventStream stream, List<Amendment> amendments) {
        database.get().commit("amended " + stream.topic(), handle -> {
            places.require(handle, stream); // those of a place where the archive is by now are not this one's
            ArchiveAmendments.delete(handle, stream, amendments);
            return amendments;
        });
    }
}
