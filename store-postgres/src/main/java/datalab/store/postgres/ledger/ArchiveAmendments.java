package datalab.store.postgres.ledger;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.TextArray;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The rows of {@code datalab.archive_amendments}: flags that an archive on another server may not have yet. */
public final class ArchiveAmendments {
    private ArchiveAmendments() {}

    public static void keep(Handle handle, EventStream stream, List<Amendment> amendments) {
        if (amendments.isEmpty()) {
            return;
        }
        Map<Coordinate, Amendment> latest = new LinkedHashMap<>();
        amendments.forEach(amendment -> latest.put(amendment.at(), amendment));
        handle.createUpdate("""
                        insert into datalab.archive_amendments (lab, stream, partition, "offset", time, flags)
                        select :lab, :stream, partition, "offset", time, flags
                        from unnest(:partitions::int[], :offsets::bigint[], :times::timestamptz[], :flags)
                            as later (partition, "offset", time, flags)
                        on conflict (lab, stream, partition, "offset") do update set flags = excluded.flags
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partitions", TextArray.of(latest.keySet(), Coordinate::partition))
                .bind("offsets", TextArray.of(latest.keySet(), Coordinate::offset))
                .bind("times", TextArray.of(latest.values(), Amendment::time))
                .bind("flags", TextArray.of(latest.values(), Amendment::flagsJson))
                .execute();
    }

    public static Map<Coordinate, String> all(Handle handle, EventStream stream) {
        Map<Coordinate, String> all = new HashMap<>();
        handle.createQuery("""
                        select partition, "offset", flags from datalab.archive_amendments
                        where lab = :lab and stream = :stream
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .map((row, context) -> all.put(new Coordinate(row.getInt(1), row.getLong(2)), row.getString(3)))
                .list();
        return all;
    }

    public static boolean isAny(Handle handle, EventStream stream) {
        return handle.createQuery("""
                        select exists (select from datalab.archive_amendments where lab = :lab and stream = :stream)
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Some of them. Changes the rows, so that the transaction waits for the disk, and with it for the commits that wrote them:
     * one that only reads waits for nothing.
     */
    public static List<Amendment> take(Handle handle, EventStream stream, int limit) {
        return handle.createQuery("""
                        update datalab.archive_amendments as amendment set swept = swept + 1
                        from (select partition, "offset" from datalab.archive_amendments
                              where lab = :lab and stream = :stream limit :limit for update skip locked) as found
                        where lab = :lab and stream = :stream
                            and amendment.partition = found.partition and amendment."offset" = found."offset"
                        returning amendment.partition, amendment."offset", time, flags
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("limit", limit)
                .map((row, context) -> new Amendment(
                        new Coordinate(row.getInt(1), row.getLong(2)), SqlType.timeOf(row, 3), row.getString(4)))
                .list();
    }

    /** Deletes these, but for those that have changed since. */
    public static void delete(Handle handle, EventStream stream, List<Amendment> amendments) {
        handle.createUpdate("""
                        delete from datalab.archive_amendments as amendment
                        using unnest(:partitions::int[], :offsets::bigint[], :flags) as swept (partition, "offset", flags)
                        where lab = :lab and stream = :stream and amendment.partition = swept.partition
                            and amendment."offset" = swept."offset" and amendment.flags = swept.flags
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind(
                        "partitions",
                        TextArray.of(amendments, amendment -> amendment.at().partition()))
                .bind(
                        "offsets",
                        TextArray.of(amendments, amendment -> amendment.at().offset()))
                .bind("flags", TextArray.of(amendments, Amendment::flagsJson))
                .execute();
    }
}
