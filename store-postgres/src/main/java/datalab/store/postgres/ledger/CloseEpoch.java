package datalab.store.postgres.ledger;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.store.batch.EpochCut;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Closes the epoch of a stream: the cut of a batch. All partitions of a stream are in the same epoch. */
public final class CloseEpoch {
    private CloseEpoch() {}

    /** A partition in its next epoch. */
    private record Moved(int partition, long nextOffset, long epoch) {}

    /** Keeps others from changing the stream's epoch, or the set of its partitions, until the transaction ends. */
    public static void lock(Handle handle, EventStream stream) {
        handle.createQuery("select pg_advisory_xact_lock(hashtextextended(:topic, 1))::text")
                .bind("topic", "datalab epoch of " + stream.topic())
                .mapTo(String.class)
                .one();
    }

    /** Closes the current epoch: commits that are under way are waited for, later ones go to the next. */
    public static EpochCut close(Handle handle, EventStream stream) {
        lock(handle, stream);
        List<Moved> moved = handle.createQuery("""
                        update datalab.progress set epoch = (
                            select max(epoch) + 1 from datalab.progress where lab = :lab and stream = :stream
                        ) where lab = :lab and stream = :stream returning partition, next_offset, epoch
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .map((row, context) -> new Moved(row.getInt(1), row.getLong(2), row.getLong(3)))
                .list();
        long next = moved.isEmpty() ? 0 : moved.getFirst().epoch();
        return new EpochCut(next - 1, Offsets.of(moved, Moved::partition, Moved::nextOffset));
    }
}
