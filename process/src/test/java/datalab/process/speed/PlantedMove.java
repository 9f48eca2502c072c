package datalab.process.speed;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Offsets;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.PlacedRows;
import datalab.store.elsewhere.ArchiveLedger.Skipped;
import datalab.store.move.ArchiveMove;
import datalab.store.move.ArchiveMoves;
import datalab.store.move.ArchiveSide;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What a move works with, with something before each call, and rules that may be left out on purpose. */
record PlantedMove(ArchiveMoves moves, Plant plant, Random chance, Runnable between) implements ArchiveMoves {

    /** Rules that can be left out. */
    enum Plant {
        NONE,
        /** The new place counts though nothing was compared. */
        NOT_COMPARED,
        /** Rows beyond the progress are copied. */
        COPIED_BEYOND_PROGRESS,
        /** Whether the stream went on meanwhile is not looked at when the new place comes to count. */
        FINISH_UNCHECKED,
        /** An owner begins although the archive has moved. */
        BEGIN_UNCHECKED
    }

    @Override
    public @Nullable ArchivePlace place(EventStream stream) {
        return moves.place(stream);
    }

    @Override
    public Optional<ArchiveMove> begin(EventStream stream, @Nullable ArchivePlace to) {
        between.run();
        return moves.begin(stream, to);
    }

    @Override
    public Processed processed(EventStream stream) {
        between.run();
        Processed processed = moves.processed(stream);
        return new Processed(further(processed.until()), processed.skipped());
    }

    @Override
    public void copied(ArchiveMove move, int partition, long until) {
        between.run();
        moves.copied(move, partition, until);
    }

    @Override
    public void skip(ArchiveMove move, Skipped range) {
        between.run();
        moves.skip(move, range);
    }

    @Override
    public Held hold(ArchiveMove move, Duration time) {
        between.run();
        Held held = moves.hold(move, some(time));
        return new Held(further(held.offsets()), held.token());
    }

    /** As it was meant, or over at once, as for a process that stands still. */
    private Duration some(Duration time) {
        return chance.nextBoolean() ? time : Duration.ZERO;
    }

    private Offsets further(Offsets offsets) {
        Map<Integer, Long> further = new HashMap<>();
        offsets.byPartition()
                .forEach((partition, offset) ->
                        further.put(partition, offset + (plant == Plant.COPIED_BEYOND_PROGRESS ? 4 : 0)));
        return new Offsets(further);
    }

    @Override
    public void renew(ArchiveMove move, Duration time) {
        between.run();
        moves.renew(move, some(time));
    }

    @Override
    public void release(ArchiveMove move) {
        moves.release(move);
    }

    @Override
    public boolean hasAmendments(EventStream stream) {
        return moves.hasAmendments(stream);
    }

    @Override
    public boolean finish(ArchiveMove move, Held held) {
        between.run();
        boolean isChecked = plant != Plant.FINISH_UNCHECKED && plant != Plant.COPIED_BEYOND_PROGRESS;
        boolean isDone = moves.finish(move, isChecked ? held : moves.hold(move, Duration.ZERO));
        between.run();
        return isDone;
    }

    /** One of both sides, in front of the same rules; who reads it may be answered from another. */
    ArchiveSide side(ArchiveSide side, @Nullable ArchiveSide source) {
        return new Side(side, plant == Plant.NOT_COMPARED && source != null ? source : side);
    }

    private final class Side implements ArchiveSide {
        private final ArchiveSide written;
        private final ArchiveSide read;

        Side(ArchiveSide written, ArchiveSide read) {
            this.written = written;
            this.read = read;
        }

        @Override
        public void prepare() {
            between.run();
            written.prepare();
        }

        @Override
        public PlacedRows rows(int partition, long from, long until) {
            between.run();
            PlacedRows rows = read.rows(partition, from, until);
            return read == written ? rows : new PlacedRows(rows.events(), blanks(from, rows), rows.until());
        }

        private static Set<Long> blanks(long from, PlacedRows rows) {
            return LongStream.range(from, rows.until()).boxed().collect(Collectors.toSet());
        }

        @Override
        public long nextEvent(int partition, long from, long until) {
            return read.nextEvent(partition, from, until);
        }

        @Override
        public void write(ArchiveMove move, List<ArchivedEvent> events, Collection<Coordinate> empty) {
            between.run();
            written.write(move, events, empty);
            between.run();
        }

        @Override
        public boolean keepsBlanks() {
            return written.keepsBlanks();
        }

        @Override
        public void settle() {
            between.run();
            written.settle();
        }
    }
}
