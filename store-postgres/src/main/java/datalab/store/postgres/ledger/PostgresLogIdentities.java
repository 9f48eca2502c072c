package datalab.store.postgres.ledger;

import datalab.lab.stream.EventStream;
import datalab.store.ledger.LogIdentity;
import datalab.store.ledger.LogIdentityStore;
import datalab.store.ledger.Progress;
import datalab.store.postgres.connection.Database;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Stores the identities of the partitions' logs in {@code datalab.progress}. Thread-safe. */
public record PostgresLogIdentities(Supplier<Database> database) implements LogIdentityStore {

    @Override
    public void identify(EventStream stream, int partition, String id) {
        database.get().change("note the log of " + stream.topic() + "/" + partition, handle -> {
            ProgressRow.begin(handle, stream, partition);
            return update(handle, stream, partition, "set log_id = :id where log_id is null")
                    .bind("id", id)
                    .execute();
        });
    }

    @Override
    public void seen(EventStream stream, int partition, LogIdentity noted, long end) {
        database.get()
                .change(
                        "note the end of " + stream.topic() + "/" + partition,
                        handle -> update(
                                        handle,
                                        stream,
                                        partition,
                                        "set log_end = :end where log_number = :number and gap is null and log_end < :end")
                                .bind("number", noted.number())
                                .bind("end", end)
                                .execute());
    }

    @Override
    public void gap(EventStream stream, Progress noted, long at, String alarm) {
        database.get()
                .change(
                        "note the gap of " + stream.topic() + "/" + noted.partition(),
                        handle -> update(handle, stream, noted.partition(), """
                                set gap = :at, alarm = :alarm
                                where log_number = :number and next_offset = :next and gap is null
                                """)
                                .bind("number", noted.log().number())
                                .bind("next", noted.nextOffset())
                                .bind("at", at)
                                .bind("alarm", RejectRow.storable(alarm))
                                .execute());
    }

    @Override
    public boolean goOn(EventStream stream, int partition, LogIdentity noted, String id, long at, long end) {
        int changed = database.get().change("go on with " + stream.topic() + "/" + partition, handle -> {
            SkippedOffsets.note(handle, stream, partition, noted, id, at);
            return update(handle, stream, partition, """
                                set log_number = log_number + 1, log_id = :id, log_epoch = null, log_end = :end,
                                    next_offset = greatest(next_offset, case when log_id = :id then log_base + :at end),
                                    log_base = case when log_id = :id and log_base + :at >= next_offset then log_base
                                        else next_offset - :at end,
                                    gap = null, alarm = null
                                where log_number = :number and gap is not null
                                """)
                    .bind("number", noted.number())
                    .bind("id", id)
                    .bind("at", at)
                    .bind("end", end)
                    .execute();
        });
        return changed > 0;
    }

    /** @param change the columns to set, and a condition besides the partition */
    private static Update update(Handle handle, EventStream stream, int partition, String change) {
        return handle.createUpdate("update datalab.progress " + change
                        + " and lab = :lab and stream = :stream and partition = :partition")
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partition", partition);
    }
}
