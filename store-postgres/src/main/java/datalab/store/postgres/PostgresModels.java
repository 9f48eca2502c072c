package datalab.store.postgres;

import datalab.lab.event.Offsets;
import datalab.lab.forecast.Model;
import datalab.lab.stream.EventStream;
import datalab.store.forecast.FitLease;
import datalab.store.forecast.ModelChange;
import datalab.store.forecast.ModelLedger;
import datalab.store.forecast.ModelRow;
import datalab.store.forecast.ModelStatus;
import datalab.store.forecast.ModelVersion;
import datalab.store.forecast.ScoreMessage;
import datalab.store.ledger.Progress;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.forecast.ModelRecord;
import datalab.store.postgres.forecast.ModelStates;
import datalab.store.postgres.ledger.CloseEpoch;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.sql.NumberArray;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link ModelLedger} in {@code datalab.models} and the tables beside it. Thread-safe. */
final class PostgresModels implements ModelLedger {
    private final Supplier<Database> database;

    PostgresModels(Supplier<Database> database) {
        this.database = database;
    }

    @Override
    public ModelVersion version(Model model) {
        return database.get().change("version of " + text(model), handle -> ModelRecord.version(handle, model));
    }

    @Override
    public Map<String, ModelRow> rows(ModelVersion version, Collection<String> keys) {
        return keys.isEmpty()
                ? Map.of()
                : database.get().read("states of models", handle -> ModelStates.read(handle, version, keys));
    }

    @Override
    public List<ModelStatus> statuses(Collection<Model> models) {
        return models.isEmpty()
                ? List.of()
                : database.get().read("models", handle -> ModelRecord.statuses(handle, models));
    }

    @Override
    public void ask(Model model) {
        database.get().change("ask for a fit of " + text(model), handle -> {
            ModelRecord.ask(handle, model);
            return true;
        });
    }

    @Override
    public FitLease begin(Model model) {
        return database.get().change("begin a fit of " + text(model), handle -> ModelRecord.begin(handle, model));
    }

    @Override
    public void stage(FitLease lease, Map<String, ModelRow> rows) {
        database.get().change("stage a fit of " + text(lease.model()), handle -> {
            ModelRecord.lock(handle, lease);
            ModelStates.insert(handle, lease.version(), rows);
            return true;
        });
    }

    @Override
    public void move(FitLease lease, List<ModelChange> states) {
        database.get().change("stage states of " + text(lease.model()), handle -> {
            ModelRecord.lock(handle, lease);
            ModelStates.update(handle, states);
            return true;
        });
    }

    @Override
    public boolean publish(
            FitLease lease, EventStream stream, Offsets below, Function<Offsets, @Nullable List<ModelChange>> rest) {
        return database.get().change("publish a fit of " + text(lease.model()), handle -> {
            ModelRecord.lock(handle, lease);
            CloseEpoch.lock(handle, stream);
            Offsets now = Progress.offsets(ProgressRow.lockAll(handle, stream));
            List<ModelChange> moved = rest.apply(now);
            if (moved == null) {
                return false;
            }
            ModelStates.update(handle, moved);
            ModelRecord.publish(handle, lease, below);
            CloseEpoch.close(handle, stream);
            return true;
        });
    }

    @Override
    public void failed(FitLease lease, String why) {
        database.get().change("note a fit of " + text(lease.model()), handle -> {
            ModelRecord.failed(handle, lease, why);
            return true;
        });
    }

    @Override
    public List<ScoreMessage> unsent(String lab, int limit) {
        return database.get()
                .read(
                        "scores of " + lab,
                        handle -> handle.createQuery("""
                        select number, json from datalab.model_scores where lab = :lab order by number limit :limit
                        """)
                                .bind("lab", lab)
                                .bind("limit", limit)
                                .map((row, context) -> new ScoreMessage(row.getLong(1), row.getString(2)))
                                .list());
    }

    @Override
    public void sent(String lab, Collection<ScoreMessage> scores) {
        database.get()
                .commit(
                        "sent scores of " + lab,
                        handle -> handle.createUpdate(
                                        "delete from datalab.model_scores where lab = :lab and number = any(:numbers)")
                                .bind("lab", lab)
                                .bind("numbers", NumberArray.ofLongs(scores, ScoreMessage::number))
                                .execute());
    }

    private static String text(Model model) {
        return model.lab() + "." + model.name();
    }
}
