package datalab.store.postgres.ledger;

import datalab.lab.event.Reject;
import datalab.store.postgres.sql.SqlType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads of {@code datalab.rejects}, and the note that one was sent again. */
public final class SelectRejects {
    private SelectRejects() {}

    /** Newest first. */
    public static List<Reject> page(Handle handle, @Nullable String lab, @Nullable String before, int limit) {
        String sql =
                """
                select %s from datalab.rejects
                where %s and (:before::text is null or
                    (arrived, id) < (select arrived, id from datalab.rejects where id = :before))
                order by arrived desc, id desc limit :limit
                """.formatted(RejectRow.COLUMNS, lab == null ? "lab is null and :lab::text is null" : "lab = :lab");
        return handle.createQuery(sql)
                .bind("lab", lab)
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> RejectRow.read(row))
                .list();
    }

    public static Optional<Reject> one(Handle handle, String id) {
        return handle.createQuery("select %s from datalab.rejects where id = :id".formatted(RejectRow.COLUMNS))
                .bind("id", id)
                .map((row, context) -> RejectRow.read(row))
                .findOne();
    }

    public static Map<String, Long> counts(Handle handle, String lab) {
        Map<String, Long> counts = new HashMap<>();
        handle.createQuery("""
                        select stream, count(*) from datalab.rejects
                        where lab = :lab and stream is not null group by stream
                        """)
                .bind("lab", lab)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    public static int retried(Handle handle, String id, Instant at) {
        return handle.createUpdate("update datalab.rejects set retried_at = :at where id = :id")
                .bind("at", SqlType.parameter(at))
                .bind("id", id)
                .execute();
    }
}
