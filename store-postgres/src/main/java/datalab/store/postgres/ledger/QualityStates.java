package datalab.store.postgres.ledger;

import datalab.lab.stream.EventStream;
import datalab.store.ledger.Commit;
import datalab.store.postgres.sql.BytesArray;
import datalab.store.postgres.sql.NumberArray;
import datalab.store.postgres.sql.TextArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Stores the states of the quality tests, by key, in {@code datalab.quality_states}. */
public final class QualityStates {
    private QualityStates() {}

    public static void keep(Handle handle, EventStream stream, List<Commit> commits) {
        List<State> states = new ArrayList<>();
        for (Commit commit : commits) {
            commit.qualityStates().forEach((key, state) -> states.add(new State(commit.partition(), key, state)));
        }
        if (states.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        insert into datalab.quality_states (lab, stream, partition, key, state)
                        select :lab, :stream, partition, key, state
                        from unnest(:partitions, :keys, :states) as touched (partition, key, state)
                        on conflict (lab, stream, partition, key) do update set state = excluded.state
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partitions", NumberArray.ofInts(states, State::partition))
                .bind("keys", TextArray.of(states, State::key))
                .bind("states", new BytesArray(states.stream().map(State::state).toArray(byte[][]::new)))
                .execute();
    }

    public static Map<String, byte[]> read(Handle handle, EventStream stream, int partition, Collection<String> keys) {
        Map<String, byte[]> states = new HashMap<>();
        handle.createQuery("""
                        select key, state from datalab.quality_states
                        where lab = :lab and stream = :stream and partition = :partition and key = any(:keys)
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partition", partition)
                .bind("keys", TextArray.of(keys))
                .map((row, context) -> Map.entry(row.getString(1), row.getBytes(2)))
                .forEach(entry -> states.put(entry.getKey(), entry.getValue()));
        return states;
    }

    @SuppressWarnings("ArrayRecordComponent") // made for one statement; instances are never compared
    private record State(int partition, String key, byte[] state) {}
}
