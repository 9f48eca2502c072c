package datalab.store.postgres.ledger;

import datalab.lab.stream.EventStream;
import datalab.store.elsewhere.ArchiveLedger.Skipped;
import datalab.store.ledger.LogIdentity;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of {@code datalab.archive_skipped}: offsets that processing has passed over. */
public final class SkippedOffsets {
    private SkippedOffsets() {}

    /** In the order of the log. */
    public static List<Skipped> of(Handle handle, EventStream stream) {
        return handle.createQuery("""
                        select partition, first, until from datalab.archive_skipped
                        where lab = :lab and stream = :stream order by partition, first
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .map((row, context) -> new Skipped(row.getInt(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /** Notes a range at which there is no event. */
    public static void add(Handle handle, EventStream stream, Skipped range) {
        handle.createUpdate("""
                        insert into datalab.archive_skipped (lab, stream, partition, first, until)
                        values (:lab, :stream, :partition, :first, :until)
                        on conflict (lab, stream, partition, first) do update set until = excluded.until
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partition", range.partition())
                .bind("first", range.from())
                .bind("until", range.until())
                .execute();
    }

    /** Notes what going on at an offset of the log passes over; to be called before the partition is put there. */
    static void note(Handle handle, EventStream stream, int partition, LogIdentity noted, String id, long at) {
        handle.createUpdate("""
                        insert into datalab.archive_skipped (lab, stream, partition, first, until)
                        select lab, stream, partition, next_offset, log_base + :at
                        from datalab.progress
                        where lab = :lab and stream = :stream and partition = :partition and log_number = :number
                            and gap is not null and log_id = :id and log_base + :at > next_offset
                        on conflict do nothing
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partition", partition)
                .bind("number", noted.number())
                .bind("id", id)
                .bind("at", at)
                .execute();
    }
}
