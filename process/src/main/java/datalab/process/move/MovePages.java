package datalab.process.move;

import datalab.lab.event.Coordinate;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.PlacedRows;
import datalab.store.elsewhere.ArchiveLedger.Skipped;
import datalab.store.move.ArchiveMove;
import datalab.store.move.ArchiveMoves;
import datalab.store.move.ArchiveSide;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Copies and compares pages of a move: a bounded part of one partition at a time. Owned by one thread. */
final class MovePages {
    private static final int OFFSETS_AT_ONCE = 2_000;
    /** A longer range without an event is noted, not filled with blanks. */
    private static final int HOLE_MAX = 10_000;

    private static final int WRITES_MAX = 3;

    private final ArchiveMoves moves;
    private final ArchiveMove move;
    private final ArchiveSide source;
    private final ArchiveSide target;

    MovePages(ArchiveMoves moves, ArchiveMove move, ArchiveSide source, ArchiveSide target) {
        this.moves = moves;
        this.move = move;
        this.source = source;
        this.target = target;
    }

    /** Writes the rows of the source without reading the target; returns where the page ends. */
    long copy(int partition, long from, long until) {
        long hole = hole(partition, from, until);
        if (hole > from) {
            return hole;
        }
        PlacedRows page = source.rows(partition, from, Math.min(until, from + OFFSETS_AT_ONCE));
        target.write(move, page.events(), withoutEvent(partition, from, page));
        return page.until();
    }

    /** What was compared up to where, and how much of it had to be written. */
    record Compared(long until, long events, long written) {}

    /**
     * Compares a page, and writes what differs until nothing does.
     *
     * @param beforeWrite comes before the target is changed
     */
    Compared compare(int partition, long from, long until, Runnable beforeWrite) {
        long hole = hole(partition, from, until);
        if (hole > from) {
            return new Compared(hole, 0, 0);
        }
        long written = 0;
        for (int writes = 0; ; writes++) {
            PlacedRows page = source.rows(partition, from, Math.min(until, from + OFFSETS_AT_ONCE));
            PlacedRows found = target.rows(partition, from, page.until());
            page = page.before(found.until());
            List<ArchivedEvent> differing = differing(page, found);
            List<Coordinate> extra = extra(partition, from, page, found);
            if (differing.isEmpty() && extra.isEmpty()) {
                return new Compared(page.until(), page.events().size(), written);
            }
            if (writes == WRITES_MAX) {
                Coordinate at = differing.isEmpty()
                        ? extra.getFirst()
                        : differing.getFirst().event().at();
                throw new IllegalStateException(
                        "record " + at + " of " + move.stream().topic()
                                + " differs although it was written again; does something else write there?");
            }
            beforeWrite.run();
            target.write(move, differing, extra);
            written += differing.size() + extra.size();
        }
    }

    /** Where a long range without an event ends; its beginning where there is none. */
    private long hole(int partition, long from, long until) {
        long next = source.nextEvent(partition, from, until);
        if (next - from <= HOLE_MAX) {
            return from;
        }
        if (target.keepsBlanks()) {
            moves.skip(move, new Skipped(partition, from, next));
            return next;
        }
        return target.nextEvent(partition, from, next);
    }

    private static List<ArchivedEvent> differing(PlacedRows page, PlacedRows found) {
        Map<Coordinate, ArchivedEvent> there = new HashMap<>();
        found.events().forEach(event -> there.put(event.event().at(), event));
        List<ArchivedEvent> differing = new ArrayList<>();
        for (ArchivedEvent event : page.events()) {
            ArchivedEvent other = there.get(event.event().at());
            if (other == null || !EventContents.areEqual(event, other)) {
                differing.add(event);
            }
        }
        return differing;
    }

    /** Places without an event at which the target has one, or lacks the blank that it has to have. */
    private List<Coordinate> extra(int partition, long from, PlacedRows page, PlacedRows found) {
        Set<Coordinate> there = new HashSet<>();
        found.events().forEach(event -> there.add(event.event().at()));
        return withoutEvent(partition, from, page).stream()
                .filter(at -> there.contains(at)
                        || (target.keepsBlanks() && !found.blanks().contains(at.offset())))
                .toList();
    }

    private static List<Coordinate> withoutEvent(int partition, long from, PlacedRows page) {
        Set<Long> events = new HashSet<>();
        page.events().forEach(event -> events.add(event.event().at().offset()));
        return LongStream.range(from, page.until())
                .filter(offset -> !events.contains(offset))
                .mapToObj(offset -> new Coordinate(partition, offset))
                .toList();
    }
}
