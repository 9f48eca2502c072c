package datalab.store.postgres.ledger;

import datalab.lab.stream.EventStream;
import datalab.store.key.GroupKey;
import datalab.store.key.Sha256;
import datalab.store.postgres.sql.BytesArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The rows of {@code datalab.dropped_ids}: unique values of events that were dropped, as digests. */
public final class DroppedIds {
    private DroppedIds() {}

    /** Whether a repeat of an event can come that is not too old: its unique values have to stay then. */
    public static boolean areKept(EventStream stream) {
        return !stream.unique().isEmpty() && !stream.isTimeRequired();
    }

    public static void keep(Handle handle, EventStream stream, List<List<Object>> uniqueValues) {
        handle.createUpdate("""
                        insert into datalab.dropped_ids (lab, stream, id)
                        select :lab, :stream, id from unnest(:ids) as dropped (id) on conflict do nothing
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("ids", digests(uniqueValues))
                .execute();
    }

    /** Which of these are kept. */
    public static Set<List<Object>> known(Handle handle, EventStream stream, Collection<List<Object>> uniqueValues) {
        List<List<Object>> asked = new ArrayList<>(uniqueValues);
        Set<List<Object>> known = new HashSet<>();
        handle.createQuery("""
                        select number from unnest(:ids) with ordinality as asked (id, number)
                        where exists (select from datalab.dropped_ids as dropped
                                      where lab = :lab and stream = :stream and dropped.id = asked.id)
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("ids", digests(asked))
                .mapTo(Integer.class)
                .forEach(number -> known.add(asked.get(number - 1)));
        return known;
    }

    private static BytesArray digests(List<List<Object>> uniqueValues) {
        return new BytesArray(uniqueValues.stream()
                .map(values -> HexFormat.of().parseHex(Sha256.of(GroupKey.of(List.copyOf(values)))))
                .toArray(byte[][]::new));
    }
}
