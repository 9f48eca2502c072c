package datalab.store.postgres.ledger;

import datalab.lab.stream.EventStream;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.TextArray;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The numbers that were given to idempotent sends, in {@code datalab.numbers_of_sends}. */
public final class IdempotentNumbers {
    private IdempotentNumbers() {}

    static Map<String, Long> keep(Handle handle, EventStream stream, Map<String, Long> proposed) {
        List<String> ids =
                proposed.keySet().stream().sorted().toList(); // in one order, so that no two wait for each other
        handle.createUpdate("""
                        insert into datalab.numbers_of_sends (lab, stream, id, number)
                        select :lab, :stream, id, number from unnest(:ids, :numbers::bigint[]) as sent (id, number)
                        on conflict do nothing
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("ids", TextArray.of(ids, IdempotencyKeys::stored))
                .bind("numbers", TextArray.of(ids, proposed::get))
                .execute();
        Map<String, Long> kept = new HashMap<>();
        handle.createQuery("""
                        select id, number from datalab.numbers_of_sends
                        where lab = :lab and stream = :stream and id = any(:ids)
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("ids", TextArray.of(ids, IdempotencyKeys::stored))
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
        Map<String, Long> numbers = new HashMap<>();
        ids.forEach(id -> numbers.put(id, kept.getOrDefault(IdempotencyKeys.stored(id), proposed.get(id))));
        return numbers;
    }

    public static int forget(Handle handle, Instant before) {
        return handle.createUpdate("delete from datalab.numbers_of_sends where seen < :before")
                .bind("before", SqlType.parameter(before))
                .execute();
    }
}
