package datalab.store.elsewhere;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.store.ledger.Commit.Amendment;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
     * @param horizon before which time no event is shown; null where all are
     */
    record Counted(
            Offsets below,
            List<Skipped> skipped,
            Map<Coordinate, String> amended,
            @Nullable Instant horizon) {
        public Counted {
            skipped = List.copyOf(skipped);
            amended = Map.copyOf(amended);
        }

        public boolean covers(Coordinate at) {
            return below.covers(at) && skipped.stream().noneMatch(range -> range.has(at));
        }

        /** Whether readers may see it. */
        public boolean shows(Event event) {
            return covers(event.at()) && (horizon == null || !event.time().isBefore(horizon));
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

    /**
     * Notes that these are about to be dropped: their unique values stay known, and outputs of views that have not read them are
     * to be written whole. A crash of the ledger's server does not take it back.
     */
    void dropping(EventStream stream, List<Event> events);

    /** Which of these unique values are of events that are dropped, or about to be. */
    Set<List<Object>> dropped(EventStream stream, Collection<List<Object>> uniqueValues);

    /** The archive has these. */
    void amended(EventStream stream, List<Amendment> amendments);
}
