package datalab.store.elsewhere;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.store.ledger.Commit.Amendment;
import java.util.List;
import java.util.Map;

/** What the ledger knows of archives on other servers. Thread-safe. */
public interface ArchiveLedger {

    /** What counts of an archive now, in one snapshot. To be asked for before the archive is read, never after. */
    Counted counted(EventStream stream);

    /**
     * What counts of an archive.
     *
     * @param below the events before these offsets
     * @param skipped but for those in these ranges, which processing has passed over: a dead owner may have left rows there
     * @param amended flags that are committed and may not be in the archive yet
     */
    record Counted(Offsets below, List<Skipped> skipped, Map<Coordinate, String> amended) {
        public Counted {
            skipped = List.copyOf(skipped);
            amended = Map.copyOf(amended);
        }

        public boolean covers(Coordinate at) {
            return below.covers(at) && skipped.stream().noneMatch(range -> range.has(at));
        }
    }

    /** The offsets [from, until) of one partition. */
    record Skipped(int partition, long from, long until) {
        boolean has(Coordinate at) {
            return at.partition() == partition && at.offset() >= from && at.offset() < until;
        }
    }

    /** Some of the amendments that the archive may not have yet. A crash of the ledger's server does not take them back. */
    List<Amendment> pendingAmendments(EventStream stream, int limit);

    /** The archive has these. */
    void amended(EventStream stream, List<Amendment> amendments);
}
