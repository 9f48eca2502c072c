package datalab.store.postgres.outputs;

import datalab.lab.event.Offsets;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputLeaseLost;
import datalab.store.postgres.ledger.RejectRow;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code datalab.outputs}, with how far its output is.
 *
 * @param complete null where everything has been asked for since
 * @param stale from which window on running totals may be old
 */
public record OutputRecord(
        int id,
        long version,
        @Nullable String complete,
        long asked,
        @Nullable Instant stale) {

    /**
     * Makes the row where there is none, and raises its token. Versions go on from the time in microseconds: a ledger that is
     * new, or restored from a backup, has higher ones than those that rows in the target already have.
     */
    public static OutputLease take(Handle handle, OutputId output) {
        long token = handle.createQuery("""
                        insert into datalab.outputs as output (lab, name, target, token, version)
                        values (:lab, :name, :target, 1, extract(epoch from now()) * 1000000)
                        on conflict (lab, name, target) do update
                        set token = output.token + 1, version = greatest(output.version, excluded.version) returning token
                        """)
                .bind("lab", output.lab())
                .bind("name", output.of())
                .bind("target", output.target())
                .mapTo(Long.class)
                .one();
        return new OutputLease(output, token);
    }

    /** Makes the row where there is none, as of an output that has written whole all up to the offsets of that moment. */
    public static void follow(Handle handle, OutputId output, Supplier<Offsets> progress) {
        handle.createQuery("""
                        insert into datalab.outputs (lab, name, target, complete, version)
                        values (:lab, :name, :target, 'followed', extract(epoch from now()) * 1000000)
                        on conflict (lab, name, target) do nothing returning id
                        """)
                .bind("lab", output.lab())
                .bind("name", output.of())
                .bind("target", output.target())
                .mapTo(Integer.class)
                .findOne()
                .ifPresent(id -> new OutputRecord(id, 0, null, 0, null).moveTo(handle, progress.get()));
    }

    /** The row as it is now. */
    public static OutputRecord read(Handle handle, OutputLease lease) {
        return find(handle, lease, "");
    }

    /** The row, which nobody else changes until the transaction ends. */
    public static OutputRecord lock(Handle handle, OutputLease lease) {
        return find(handle, lease, "for no key update");
    }

    private static OutputRecord find(Handle handle, OutputLease lease, String locking) {
        return handle.createQuery("""
                        select id, version, case when asked = completed_asked then complete end, asked, stale_from
                        from datalab.outputs
                        where lab = :lab and name = :name and target = :target and token = :token
                        """ + locking)
                .bind("lab", lease.output().lab())
                .bind("name", lease.output().of())
                .bind("target", lease.output().target())
                .bind("token", lease.token())
                .map((row, context) -> {
                    OffsetDateTime stale = row.getObject(5, OffsetDateTime.class);
                    return new OutputRecord(
                            row.getInt(1),
                            row.getLong(2),
                            row.getString(3),
                            row.getLong(4),
                            stale == null ? null : stale.toInstant());
                })
                .findOne()
                .orElseThrow(() -> new OutputLeaseLost(lease.output()));
    }

    /** Answers the version that is raised. */
    public long raiseVersion(Handle handle) {
        return handle.createQuery("update datalab.outputs set version = version + 1 where id = :id returning version")
                .bind("id", id)
                .mapTo(Long.class)
                .one();
    }

    public Offsets published(Handle handle) {
        Map<Integer, Long> offsets = new HashMap<>();
        handle.createQuery("select partition, next_offset from datalab.output_progress where output = :id")
                .bind("id", id)
                .map((row, context) -> Map.entry(row.getInt(1), row.getLong(2)))
                .forEach(each -> offsets.put(each.getKey(), each.getValue()));
        return new Offsets(offsets);
    }

    /** Puts the output where these are; partitions that are not named stay. */
    public void moveTo(Handle handle, Offsets offsets) {
        offsets.byPartition()
                .forEach((partition, next) -> handle.createUpdate("""
                        insert into datalab.output_progress (output, partition, next_offset) values (:id, :partition, :next)
                        on conflict (output, partition) do update set next_offset = excluded.next_offset
                        """)
                        .bind("id", id)
                        .bind("partition", partition)
                        .bind("next", next)
                        .execute());
    }

    public void noteStale(Handle handle, @Nullable Instant from) {
        handle.createUpdate("""
                        update datalab.outputs set stale_from = :stale
                        where id = :id and stale_from is distinct from :stale
                        """)
                .bind("stale", from == null ? null : from.atOffset(ZoneOffset.UTC))
                .bind("id", id)
                .execute();
    }

    public void complete(Handle handle, String state, long asked) {
        handle.createUpdate("""
                        update datalab.outputs set complete = :state, completed_asked = :asked where id = :id
                        """)
                .bind("state", state)
                .bind("asked", asked)
                .bind("id", id)
                .execute();
    }

    /** No state is known to be written whole, not the one before either. */
    public void forgetComplete(Handle handle) {
        handle.createUpdate("update datalab.outputs set complete = null where id = :id")
                .bind("id", id)
                .execute();
    }

    public static void alarm(Handle handle, OutputId output, @Nullable String message) {
        handle.createUpdate("""
                        insert into datalab.outputs (lab, name, target, alarm) values (:lab, :name, :target, :alarm)
                        on conflict (lab, name, target) do update set alarm = excluded.alarm
                        """)
                .bind("lab", output.lab())
                .bind("name", output.of())
                .bind("target", output.target())
                .bind("alarm", message == null ? null : RejectRow.storable(message))
                .execute();
    }

    public static boolean askAgain(Handle handle, OutputId output) {
        return handle.createUpdate("""
                                update datalab.outputs set asked = asked + 1
                                where lab = :lab and name = :name and target = :target
                                """)
                        .bind("lab", output.lab())
                        .bind("name", output.of())
                        .bind("target", output.target())
                        .execute()
                > 0;
    }
}
