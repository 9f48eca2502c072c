package datalab.store.postgres.ledger;

import datalab.lab.event.Reject;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.TextArray;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads of {@code datalab.rejects}, the note that one was sent again, and the end of old ones. */
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
                        select stream, sum(number) from (
                            select stream, count(*) as number from datalab.rejects
                            where lab = :lab and stream is not null group by stream
                            union all select stream, deleted from datalab.rejects_deleted where lab = :lab
                        ) as counted group by stream
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

    /** Passes over rows that another process deletes or marks at the moment. */
    public static int delete(Handle handle, Instant before, int limit) {
        return deleteOf(handle, """
                        select id from datalab.rejects where kept < :before order by kept limit :limit for update skip locked
                        """)
                .bind("before", SqlType.parameter(before))
                .bind("limit", limit)
                .mapTo(Integer.class)
                .one();
    }

    /** These; answers how many were there. */
    public static int delete(Handle handle, Collection<String> ids) {
        return deleteOf(handle, "select unnest(:ids)")
                .bind("ids", TextArray.of(ids))
                .mapTo(Integer.class)
                .one();
    }

    private static Query deleteOf(Handle handle, String ids) {
        return handle.createQuery("""
                        with gone as (
                            delete from datalab.rejects where id = any(array(%s)) returning lab, stream
                        ), counted as (
                            insert into datalab.rejects_deleted as deleted (lab, stream, deleted)
                            select lab, stream, count(*) from gone where lab is not null and stream is not null
                            group by lab, stream order by lab, stream
                            on conflict (lab, stream) do update set deleted = deleted.deleted + excluded.deleted
                        )
                        select count(*) from gone
                        """.formatted(ids));
    }
}
