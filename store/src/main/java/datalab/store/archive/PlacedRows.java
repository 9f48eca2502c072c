package datalab.store.archive;

import java.util.List;
import java.util.Set;

/**
 * A part of one partition of an archive, in the order of the log.
 *
 * @param blanks offsets at which there is a row that is no event
 * @param until the part ends before this offset: the one that was asked for, or earlier where rows are large
 */
public record PlacedRows(List<ArchivedEvent> events, Set<Long> blanks, long until) {
    public PlacedRows {
        events = List.copyOf(events);
        blanks = Set.copyOf(blanks);
    }

    /** The beginning of this part. */
    public PlacedRows before(long offset) {
        List<ArchivedEvent> some = events.stream()
                .filter(event -> event.event().at().offset() < offset)
                .toList();
        return new PlacedRows(some, blanks, Math.min(until, offset));
    }
}
