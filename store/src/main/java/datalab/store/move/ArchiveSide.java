package datalab.store.move;

import datalab.lab.event.Coordinate;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.PlacedRows;
import datalab.store.result.StoreUnavailable;
import java.util.Collection;
import java.util.List;

/**
 * The archive of one stream at one place, as a move reads and writes it: by places in the log, whatever counts of it.
 * Thread-safe. Every method throws {@link StoreUnavailable} where there is no answer in time; nothing is retried in here.
 */
public interface ArchiveSide {

    /** Makes what is missing of its table. */
    void prepare();

    /** Whole rows of one partition with offsets in [from, until). */
    PlacedRows rows(int partition, long from, long until);

    /** The offset of the first event of a partition in [from, until); {@code until} where there is none. */
    long nextEvent(int partition, long from, long until);

    /**
     * Replaces what is at these places. Nothing is changed for a move that another process has gone on with.
     *
     * @param empty where no event is to be
     */
    void write(ArchiveMove move, List<ArchivedEvent> events, Collection<Coordinate> empty);

    /** Whether a record that is no event has to have a row here, see docs/lambda.md, section 12. */
    boolean keepsBlanks();

    /** Brings what the ledger still keeps of its rows into them, while no step is committed. */
    void settle();
}
