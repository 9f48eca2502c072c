package datalab.process.speed;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is kept of models, with something before and after each call, and rules that may be left out on purpose. */
final class BrokenModels implements ModelLedger {

    /** Rules that can be left out. */
    enum Plant {
        NONE,
        /** An owner goes on with the fit that it began with. */
        KEEPS_FIT,
        /** A fit counts without the events that came while it was made. */
        NO_REST,
        /** States are remembered although the step did not count. */
        STALE_STATES,
        /** A step moves states and tells no scores. */
        LOST_SCORES
    }

    /** A fit that counted from these offsets on. */
    record Published(Model model, long generation, Offsets below, Offsets from) {}

    private final ModelLedger ledger;
    private final Plant plant;
    private final Runnable between;
    private final List<Published> published;
    private final Map<String, ModelVersion> versions = new HashMap<>();
    private final Map<String, ModelRow> rows = new HashMap<>();
    private boolean isPublishing;

    /** @param published receives what has come to count */
    BrokenModels(ModelLedger ledger, Plant plant, Runnable between, List<Published> published) {
        this.ledger = ledger;
        this.plant = plant;
        this.between = between;
        this.published = published;
    }

    @Override
    public ModelVersion version(Model model) {
        between.run();
        ModelVersion now = ledger.version(model);
        if (plant != Plant.KEEPS_FIT || now.generation() == 0) {
            return now;
        }
        return versions.computeIfAbsent(model.name(), name -> now);
    }

    @Override
    public Map<String, ModelRow> rows(ModelVersion version, Collection<String> keys) {
        if (!isPublishing) { // others would wait for it
            between.run();
        }
        Map<String, ModelRow> read = new HashMap<>(ledger.rows(version, keys));
        if (plant == Plant.STALE_STATES) {
            read.replaceAll((key, row) -> rows.computeIfAbsent(version + key, name -> row));
        }
        return read;
    }

    @Override
    public List<ModelStatus> statuses(Collection<Model> models) {
        return ledger.statuses(models);
    }

    @Override
    public void ask(Model model) {
        ledger.ask(model);
    }

    @Override
    public FitLease begin(Model model) {
        between.run();
        return ledger.begin(model);
    }

    @Override
    public void stage(FitLease lease, Map<String, ModelRow> fitted) {
        between.run();
        ledger.stage(lease, fitted);
        between.run();
    }

    @Override
    public void move(FitLease lease, List<ModelChange> states) {
        between.run();
        ledger.move(lease, states);
        between.run();
    }

    @Override
    public boolean publish(
            FitLease lease, EventStream stream, Offsets below, Function<Offsets, @Nullable List<ModelChange>> rest) {
        between.run();
        List<Offsets> from = new ArrayList<>();
        boolean counts;
        isPublishing = true;
        try {
            counts = ledger.publish(lease, stream, below, now -> {
                from.add(now);
                return plant == Plant.NO_REST ? List.of() : rest.apply(now);
            });
        } finally {
            isPublishing = false;
        }
        if (counts) {
            published.add(new Published(lease.model(), lease.version().generation(), below, from.getLast()));
        }
        between.run();
        return counts;
    }

    @Override
    public void failed(FitLease lease, String why) {
        ledger.failed(lease, why);
    }

    @Override
    public List<ScoreMessage> unsent(String lab, int limit) {
        return ledger.unsent(lab, limit);
    }

    @Override
    public void sent(String lab, Collection<ScoreMessage> scores) {
        ledger.sent(lab, scores);
    }
}
