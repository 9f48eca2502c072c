package datalab.store.postgres;

import datalab.lab.EventStream;
import datalab.store.Commit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;

/** What the quality tests remember of each key, in {@code datalab.quality_states}. */
final class KeyedState {
    private KeyedState() {}

    static void keep(Handle handle, Commit commit) {
        if (commit.qualityStates().isEmpty()) {
            return;
        }
        byte[][] states = commit.qualityStates().values().toArray(byte[][]::new);
        Argument stateArray = (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf("bytea", states));
        handle.createUpdate("""
                        insert into datalab.quality_states (lab, stream, partition, key, state)
                        select :lab, :stream, :partition, key, state from unnest(:keys, :states) as touched (key, state)
                        on conflict (lab, stream, partition, key) do update set state = excluded.state
                        """)
                .bind("lab", commit.stream().lab())
                .bind("stream", commit.stream().name())
                .bind("partition", commit.partition())
                .bind("keys", TextArray.of(commit.qualityStates().keySet()))
                .bind("states", stateArray)
                .execute();
    }

    static Map<String, byte[]> read(Handle handle, EventStream stream, int partition, Collection<String> keys) {
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
}
