package datalab.store.postgres.archive;

import datalab.store.forget.KeyBelow;
import datalab.store.postgres.sql.NumberArray;
import datalab.store.postgres.sql.SqlType;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Deletes events of a key. Nothing stays of them, so what repeats one of them is a new event. */
public final class ForgetEvents {
    private ForgetEvents() {}

    /** Answers how many were deleted, at most the limit. */
    public static int run(Handle handle, ArchiveTable table, KeyBelow key, int limit) {
        List<Map.Entry<Integer, Long>> below =
                List.copyOf(key.below().byPartition().entrySet());
        return handle.createUpdate("""
                        delete from %1$s where ctid = any(array(
                            select archived.ctid from %1$s as archived
                            join unnest(:partitions, :below) as until (_in, _below)
                                on archived._partition = until._in and archived._offset < until._below
                            where archived.%2$s = :key limit :limit for update of archived))
                        """.formatted(table.name(), table.column(key.field())))
                .bind("partitions", NumberArray.ofInts(below, Map.Entry::getKey))
                .bind("below", NumberArray.ofLongs(below, Map.Entry::getValue))
                .bind("key", SqlType.parameter(key.value()))
                .bind("limit", limit)
                .execute();
    }
}
