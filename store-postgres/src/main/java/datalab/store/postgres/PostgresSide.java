package datalab.store.postgres;

import datalab.lab.event.Coordinate;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.PlacedRows;
import datalab.store.move.ArchiveMove;
import datalab.store.move.ArchiveSide;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.archive.ReplaceEvents;
import datalab.store.postgres.archive.SelectEvents;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.ledger.ArchiveMoveRow;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** The table of a stream as a side of a move. Thread-safe. */
record PostgresSide(Supplier<Database> database, ArchiveTable table) implements ArchiveSide {

    /** The table is there already: without it, nobody would know its columns. */
    @Override
    public void prepare() {}

    @Override
    public PlacedRows rows(int partition, long from, long until) {
        return database.get()
                .read(
                        "events of " + table.name(),
                        handle -> new SelectEvents(handle, table).placed(partition, from, until));
    }

    @Override
    public long nextEvent(int partition, long from, long until) {
        return database.get()
                .read(
                        "next event of " + table.name(),
                        handle -> new SelectEvents(handle, table).nextEvent(partition, from, until));
    }

    @Override
    public void write(ArchiveMove move, List<ArchivedEvent> events, Collection<Coordinate> empty) {
        database.get().change("events of " + table.name(), handle -> {
            ArchiveMoveRow.require(handle, move);
            ReplaceEvents.run(handle, table, events, empty);
            return true;
        });
    }

    @Override
    public boolean keepsBlanks() {
        return false;
    }

    /** Commits write later flags to the rows themselves. */
    @Override
    public void settle() {}
}
