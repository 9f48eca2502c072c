package datalab.store.postgres;

import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.store.elsewhere.ArchiveLedger.Skipped;
import datalab.store.ledger.Progress;
import datalab.store.move.ArchiveMove;
import datalab.store.move.ArchiveMoves;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.connection.StalledSessions;
import datalab.store.postgres.ledger.ArchiveAmendments;
import datalab.store.postgres.ledger.ArchiveMoveRow;
import datalab.store.postgres.ledger.CloseEpoch;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.ledger.SkippedOffsets;
import datalab.store.postgres.schema.PrepareLab;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.HandleConsumer;
import org.jspecify.annotations.Nullable;

/** {@link ArchiveMoves} in {@code datalab.archive_moves}, {@code datalab.archives} and {@code datalab.progress}. Thread-safe. */
record PostgresMoves(Supplier<Database> database) implements ArchiveMoves {

    @Override
    public @Nullable ArchivePlace place(EventStream stream) {
        Optional<ArchivePlace> place = database.get()
                .read(
                        "place of " + stream.topic(),
                        handle -> Optional.ofNullable(ArchiveMoveRow.place(handle, stream)));
        return place.orElse(null);
    }

    @Override
    public Optional<ArchiveMove> begin(EventStream stream, @Nullable ArchivePlace to) {
        return database.get()
                .change("begin to move " + stream.topic(), handle -> ArchiveMoveRow.begin(handle, stream, to));
    }

    @Override
    public Processed processed(EventStream stream) {
        return database.get()
                .snapshot(
                        "progress of " + stream.topic(),
                        handle -> new Processed(
                                Progress.offsets(ProgressRow.all(handle, stream)), SkippedOffsets.of(handle, stream)));
    }

    @Override
    public void copied(ArchiveMove move, int partition, long until) {
        change(move, handle -> ArchiveMoveRow.copied(handle, move, partition, until));
    }

    @Override
    public void skip(ArchiveMove move, Skipped range) {
        change(move, handle -> {
            ArchiveMoveRow.require(handle, move);
            SkippedOffsets.add(handle, move.stream(), range);
        });
    }

    @Override
    public Held hold(ArchiveMove move, Duration time) {
        EventStream stream = move.stream();
        return database.get().change("hold " + stream.topic(), handle -> {
            ProgressRow.all(handle, stream).forEach(row -> StalledSessions.end(handle, stream, row.partition()));
            ArchiveMoveRow.hold(handle, move, time);
            CloseEpoch.lock(handle, stream); // no partition comes meanwhile
            long token = ProgressRow.fence(handle, stream, move.token());
            return new Held(Progress.offsets(ProgressRow.all(handle, stream)), token);
        });
    }

    @Override
    public void renew(ArchiveMove move, Duration time) {
        change(move, handle -> ArchiveMoveRow.hold(handle, move, time));
    }

    @Override
    public void release(ArchiveMove move) {
        renew(move, Duration.ZERO);
    }

    @Override
    public boolean hasAmendments(EventStream stream) {
        return database.get()
                .read("amendments of " + stream.topic(), handle -> ArchiveAmendments.isAny(handle, stream));
    }

    @Override
    public boolean finish(ArchiveMove move, Held held) {
        EventStream stream = move.stream();
        return database.get().change("move " + stream.topic(), handle -> {
            PrepareLab.lock(handle); // nobody who starts sees half of it
            ArchiveMoveRow.require(handle, move);
            CloseEpoch.lock(handle, stream);
            List<Progress> now = ProgressRow.lockAll(handle, stream);
            boolean isAsHeld = now.stream().allMatch(row -> row.token() == held.token())
                    && Progress.offsets(now).equals(held.offsets())
                    && !ArchiveAmendments.isAny(handle, stream);
            if (isAsHeld) {
                ProgressRow.fence(handle, stream, move.token());
                ArchiveMoveRow.end(handle, move);
            }
            return isAsHeld;
        });
    }

    private void change(ArchiveMove move, HandleConsumer<RuntimeException> work) {
        database.get().change("move " + move.stream().topic(), handle -> {
            work.useHandle(handle);
            return true;
        });
    }
}
