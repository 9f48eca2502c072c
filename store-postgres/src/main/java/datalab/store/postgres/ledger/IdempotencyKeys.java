package datalab.store.postgres.ledger;

import datalab.lab.stream.EventStream;
import datalab.store.key.Sha256;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.TextArray;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The ids of idempotent sends in {@code datalab.once_ids}. */
public final class IdempotencyKeys {
    private static final int CHARS_MAX = 200;

    private static final String DIGEST = "sha256:";

    private IdempotencyKeys() {}

    /** Keeps ids that are new; false where one of them is there already. */
    public static boolean keep(Handle handle, EventStream stream, List<String> ids) {
        if (ids.isEmpty()) {
            return true;
        }
        int kept = handle.createUpdate("""
                        insert into datalab.once_ids (lab, stream, id)
                        select :lab, :stream, id from unnest(:ids) as sent (id)
                        on conflict do nothing
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("ids", TextArray.of(ids, IdempotencyKeys::stored))
                .execute();
        return kept == ids.size();
    }

    public static Set<String> seen(Handle handle, EventStream stream, Collection<String> ids) {
        Set<String> found = new HashSet<>(handle.createQuery("""
                        select id from datalab.once_ids
                        where lab = :lab and stream = :stream and id = any(:ids)
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("ids", TextArray.of(ids, IdempotencyKeys::stored))
                .mapTo(String.class)
                .list());
        Set<String> seen = new HashSet<>(ids);
        seen.removeIf(id -> !found.contains(stored(id)));
        return seen;
    }

    /** Senders choose their ids: one that no index or no text would take is kept as its digest. */
    static String stored(String id) {
        boolean asItIs = id.length() <= CHARS_MAX && id.indexOf('\u0000') < 0 && !id.startsWith(DIGEST);
        return asItIs ? id : DIGEST + Sha256.of(id);
    }

    public static int forget(Handle handle, Instant before) {
        return handle.createUpdate("delete from datalab.once_ids where seen < :before")
                .bind("before", SqlType.parameter(before))
                .execute();
    }
}
