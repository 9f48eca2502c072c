package datalab.store.move;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.store.ArchiveWriter;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.PlacedRows;
import datalab.store.elsewhere.ArchiveRows;
import java.util.Collection;
import java.util.List;

/**
 * An archive on another server than the ledger's as a side of a move.
 *
 * @param writer sweeps amendments into these rows
 */
public record RemoteSide(EventStream stream, ArchiveRows rows, ArchiveWriter writer) implements ArchiveSide {

    @Override
    public void prepare() {
        rows.prepare();
    }

    @Override
    public PlacedRows rows(int partition, long from, long until) {
        return rows.placed(partition, from, until);
    }

    @Override
    public long nextEvent(int partition, long from, long until) {
        return rows.nextEvent(partition, from, until);
    }

    /** A row of a higher token stays: that of a process which has gone on with the move. */
    @Override
    public void write(ArchiveMove move, List<ArchivedEvent> events, Collection<Coordinate> empty) {
        rows.write(move.token(), events, empty);
    }

    @Override
    public boolean keepsBlanks() {
        return true;
    }

    @Override
    public void settle() {
        while (writer.sweep(stream) > 0) {
            // there may be more
        }
    }
}
