package datalab.store.postgres.forecast;

import datalab.store.forecast.ModelChange;
import datalab.store.forecast.ModelRow;
import datalab.store.forecast.ModelVersion;
import datalab.store.postgres.sql.BinaryCopy;
import datalab.store.postgres.sql.BytesArray;
import datalab.store.postgres.sql.NumberArray;
import datalab.store.postgres.sql.TextArray;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Parameters and states by key, in {@code datalab.model_states}, and scores that wait, in {@code datalab.model_scores}. */
public final class ModelStates {
    private ModelStates() {}

    /** Those of keys that are kept; others are left out. */
    public static Map<String, ModelRow> read(Handle handle, ModelVersion version, Collection<String> keys) {
        Map<String, ModelRow> rows = new HashMap<>();
        handle.createQuery("""
                        select key, parameters, state, pending from datalab.model_states
                        where model = :model and generation = :generation and key = any(:keys)
                        """)
                .bind("model", version.id())
                .bind("generation", version.generation())
                .bind("keys", TextArray.of(keys))
                .map((row, context) ->
                        Map.entry(row.getString(1), new ModelRow(row.getBytes(2), row.getBytes(3), row.getBytes(4))))
                .forEach(entry -> rows.put(entry.getKey(), entry.getValue()));
        return rows;
    }

    public static void insert(Handle handle, ModelVersion version, Map<String, ModelRow> rows) {
        List<ModelRow> values = List.copyOf(rows.values());
        handle.createUpdate("""
                        insert into datalab.model_states (model, generation, key, parameters, state, pending)
                        select :model, :generation, key, parameters, state, pending
                        from unnest(:keys, :parameters, :states, :pendings) as fitted (key, parameters, state, pending)
                        """)
                .bind("model", version.id())
                .bind("generation", version.generation())
                .bind("keys", TextArray.of(rows.keySet()))
                .bind("parameters", bytes(values, ModelRow::parameters))
                .bind("states", bytes(values, ModelRow::state))
                .bind("pendings", bytes(values, ModelRow::pending))
                .execute();
    }

    /** Moves states on, and keeps those of new keys; what is of a fit that does not count any more is left out. */
    public static void update(Handle handle, List<ModelChange> changes) {
        move(
                handle,
                changes.stream().filter(change -> change.parameters() == null).toList());
        begin(
                handle,
                changes.stream().filter(change -> change.parameters() != null).toList());
    }

    private static void begin(Handle handle, List<ModelChange> changes) {
        if (!changes.isEmpty()) {
            handle.createUpdate("""
                            insert into datalab.model_states (model, generation, key, parameters, state, pending)
                            select begun.* from unnest(:models, :generations, :keys, :parameters, :states, :pendings)
                                as begun (model, generation, key, parameters, state, pending)
                            join datalab.models on id = begun.model and models.generation = begun.generation
                            on conflict (model, generation, key)
                                do update set state = excluded.state, pending = excluded.pending
                            """)
                    .bind(
                            "models",
                            NumberArray.ofInts(
                                    changes, change -> change.version().id()))
                    .bind(
                            "generations",
                            NumberArray.ofLongs(
                                    changes, change -> change.version().generation()))
                    .bind("keys", TextArray.of(changes, ModelChange::key))
                    .bind("parameters", bytes(changes, change -> Objects.requireNonNull(change.parameters())))
                    .bind("states", bytes(changes, ModelChange::state))
                    .bind("pendings", bytes(changes, ModelChange::pending))
                    .execute();
        }
    }

    private static void move(Handle handle, List<ModelChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        update datalab.model_states as kept set state = moved.state, pending = moved.pending
                        from unnest(:models, :generations, :keys, :states, :pendings)
                            as moved (model, generation, key, state, pending)
                        where kept.model = moved.model and kept.generation = moved.generation and kept.key = moved.key
                        """)
                .bind(
                        "models",
                        NumberArray.ofInts(changes, change -> change.version().id()))
                .bind(
                        "generations",
                        NumberArray.ofLongs(changes, change -> change.version().generation()))
                .bind("keys", TextArray.of(changes, ModelChange::key))
                .bind("states", bytes(changes, ModelChange::state))
                .bind("pendings", bytes(changes, ModelChange::pending))
                .execute();
    }

    /** Keeps scores until the log has them. */
    public static void tell(Handle handle, String lab, List<String> scores) throws SQLException {
        if (scores.isEmpty()) {
            return;
        }
        try (BinaryCopy copy = new BinaryCopy(
                handle.getConnection(), "copy datalab.model_scores (lab, json) from stdin (format binary)")) {
            for (String score : scores) {
                copy.row(2);
                copy.text(lab);
                copy.text(score);
            }
            copy.end();
        }
    }

    private static <T> BytesArray bytes(List<T> rows, Function<T, byte[]> part) {
        return new BytesArray(rows.stream().map(part).toArray(byte[][]::new));
    }
}
