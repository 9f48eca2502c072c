package datalab.process.speed;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.process.speed.BrokenArchive.Plant;
import datalab.store.ArchiveWriter;
import datalab.store.Ledger;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import java.util.Collection;

/** The writer of a store, which may write too early or too late. */
record PlantedWriter(BrokenArchive archive, BrokenStore around, Plant plant) implements ArchiveWriter {

    @Override
    public Progress begin(Ledger ledger, EventStream stream, int partition) {
        return around.writer().begin(ledger, stream, partition);
    }

    @Override
    public Commit write(Commit commit, Collection<Coordinate> records) {
        if (plant == Plant.AMEND_BEFORE_COMMIT) {
            archive.rowsOf(commit.stream()).amend(commit.amended());
        }
        if (plant == Plant.LEDGER_BEFORE_ARCHIVE) {
            return commit.withEventsArchived();
        }
        return around.writer().write(commit, records);
    }
}
