package datalab.store.postgres.ledger;

import datalab.lab.stream.EventStream;
import datalab.store.ledger.Commit;
import datalab.store.ledger.LogIdentity;
import datalab.store.ledger.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The rows of {@code datalab.progress}, one for each partition: how far it is, in which epoch, of which log. */
public final class ProgressRow {
    private ProgressRow() {}

    public static void move(Handle handle, EventStream stream, int partition, long next) {
        handle.createUpdate("""
                        update datalab.progress set next_offset = :next
                        where lab = :lab and stream = :stream and partition = :partition
                        """)
                .bind("next", next)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partition", partition)
                .execute();
    }

    /** Puts a stream where another is, partition by partition. */
    public static void follow(Handle handle, EventStream stream, String other) {
        CloseEpoch.lock(handle, stream);
        handle.createUpdate("""
                        insert into datalab.progress (lab, stream, partition, next_offset, epoch)
                        select lab, :stream, partition, next_offset, (
                            select coalesce(max(epoch), 0) from datalab.progress
                            where lab = :lab and stream = :stream)
                        from datalab.progress where lab = :lab and stream = :other
                        on conflict (lab, stream, partition) do update set next_offset = excluded.next_offset
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("other", other)
                .execute();
    }

    public static void advance(Handle handle, List<Commit> commits) {
        PreparedBatch batch = handle.prepareBatch("""
                        update datalab.progress
                        set next_offset = :next, accepted = accepted + :accepted, rejected = rejected + :rejected,
                            duplicates = duplicates + :duplicates,
                            log_epoch = coalesce(nullif(:log_epoch, -1), log_epoch)
                        where lab = :lab and stream = :stream and partition = :partition
                        """);
        for (Commit commit : commits) {
            batch.bind("next", commit.nextOffset())
                    .bind("accepted", commit.events().size())
                    .bind("rejected", commit.rejects().size())
                    .bind("duplicates", commit.duplicates())
                    .bind("log_epoch", commit.log().epoch())
                    .bind("lab", commit.stream().lab())
                    .bind("stream", commit.stream().name())
                    .bind("partition", commit.partition())
                    .add();
        }
        batch.execute();
    }

    /** The row, made where there is none yet. */
    public static Progress begin(Handle handle, EventStream stream, int partition) {
        Optional<Progress> there = one(handle, stream, partition);
        if (there.isPresent()) {
            return there.get();
        }
        CloseEpoch.lock(handle, stream); // a new partition is in the stream's epoch, not in its first
        handle.createUpdate("""
                        insert into datalab.progress (lab, stream, partition, epoch)
                        select :lab, :stream, :partition, coalesce(max(epoch), 0)
                        from datalab.progress where lab = :lab and stream = :stream
                        on conflict do nothing
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partition", partition)
                .execute();
        return one(handle, stream, partition).orElseThrow();
    }

    /** The row with a token that nobody had before. It goes on from the time, as the ledger may have been restored. */
    public static Progress takeOver(Handle handle, EventStream stream, int partition) {
        handle.createUpdate("""
                        update datalab.progress
                        set token = greatest(token + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint)
                        where lab = :lab and stream = :stream and partition = :partition
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partition", partition)
                .execute();
        return one(handle, stream, partition).orElseThrow();
    }

    /** Keeps commits to any partition of a stream out until the transaction ends. */
    public static List<Progress> lockAll(Handle handle, EventStream stream) {
        handle.createQuery("""
                        select partition from datalab.progress
                        where lab = :lab and stream = :stream order by partition for no key update
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .mapTo(Integer.class)
                .list();
        return all(handle, stream);
    }

    /** Gives all partitions one new token, above another, so that who has begun before commits nothing any more. */
    public static long fence(Handle handle, EventStream stream, long above) {
        lockAll(handle, stream);
        return handle.createQuery("""
                        with fence as (
                            select greatest(:above + 1, coalesce(max(token), 0) + 1,
                                (extract(epoch from clock_timestamp()) * 1000000)::bigint) as token
                            from datalab.progress where lab = :lab and stream = :stream
                        ), fenced as (
                            update datalab.progress set token = fence.token from fence
                            where lab = :lab and stream = :stream
                        )
                        select token from fence
                        """)
                .bind("above", above)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .mapTo(Long.class)
                .one();
    }

    private static Optional<Progress> one(Handle handle, EventStream stream, int partition) {
        return all(handle, stream).stream()
                .filter(progress -> progress.partition() == partition)
                .findFirst();
    }

    public static List<Progress> all(Handle handle, EventStream stream) {
        return handle.createQuery("""
                        select partition, next_offset, epoch, accepted, rejected, duplicates, alarm,
                            log_number, log_id, log_base, coalesce(log_epoch, -1), log_end, gap, token
                        from datalab.progress where lab = :lab and stream = :stream order by partition
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .map((row, context) -> progress(row))
                .list();
    }

    public static void alarm(Handle handle, EventStream stream, int partition, @Nullable String message) {
        begin(handle, stream, partition);
        handle.createUpdate("""
                        update datalab.progress set alarm = :alarm
                        where lab = :lab and stream = :stream and partition = :partition
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partition", partition)
                .bind("alarm", message == null ? null : RejectRow.storable(message))
                .execute();
    }

    private static Progress progress(ResultSet row) throws SQLException {
        return new Progress(
                row.getInt(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getString(7),
                new LogIdentity(
                        row.getInt(8),
                        row.getString(9),
                        row.getLong(10),
                        row.getInt(11),
                        row.getLong(12),
                        row.getObject(13, Long.class)),
                row.getLong(14));
    }
}
