package datalab.process.forecast;

import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.lab.forecast.Model;
import datalab.lab.stream.EventStream;
import datalab.lab.time.Cron;
import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import datalab.store.Store;
import datalab.store.forecast.FitLost;
import datalab.store.forecast.ModelLedger;
import datalab.store.forecast.ModelStatus;
import datalab.store.ledger.Progress;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits the labs' models, on schedule or on request, one of a lab at a time. Any number of processes may run it: the ledger lets
 * the latest fit of a model count. Thread-safe. Labs must be prepared in the store before {@link #start}.
 */
public final class FitLayer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FitLayer.class);
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(5));
    private static final Duration REST = Duration.ofSeconds(1);
    /** When a model is fitted that does not say it. */
    private static final Cron USUAL = Cron.parse("0 4 * * *");
    /** How long after a fit that came to nothing another begins where none counts yet. */
    private static final Duration AGAIN = Duration.ofMinutes(1);
    /** The same after the last sign of life of one that has not ended. */
    private static final Duration DEAD = Duration.ofMinutes(10);

    private final Store store;
    private final Clock clock;
    private final StreamGrowth growth = new StreamGrowth();
    private final List<SupervisedLoop> loops = new ArrayList<>();
    private volatile boolean closed;

    public FitLayer(List<Lab> labs, Store store, MeterRegistry meters, Clock clock) {
        this.store = store;
        this.clock = clock;
        for (Lab lab : labs) {
            if (!lab.models().isEmpty()) {
                loops.add(new SupervisedLoop(new CircuitBreaker("fits", lab.name(), BACKOFF, meters), () -> look(lab)));
            }
        }
    }

    /** Returns at once. */
    public void start() {
        loops.forEach(loop -> Thread.ofPlatform().daemon().name("datalab-fits").start(loop));
    }

    /** Ends what is running at its next step. */
    @Override
    public void close() {
        closed = true;
        loops.forEach(SupervisedLoop::close);
    }

    private Duration look(Lab lab) {
        ModelLedger models = store.models();
        lab.models().values().forEach(models::version);
        Map<String, ModelStatus> statuses = models.statuses(lab.models().values()).stream()
                .collect(Collectors.toMap(ModelStatus::model, Function.identity()));
        Set<String> settled = settled(lab, statuses.values());
        for (Model model : lab.models().values()) {
            ModelStatus status = statuses.get(model.name());
            if (status != null && isDue(model, status, settled.contains(model.of())) && !closed) {
                fit(model, Objects.requireNonNull(lab.streams().get(model.of())));
            }
        }
        return REST;
    }

    /** Streams of models without a fit that have their history by now: a fit to a part of it would count for a day. */
    private Set<String> settled(Lab lab, Collection<ModelStatus> statuses) {
        return statuses.stream()
                .filter(status -> status.version().generation() == 0)
                .map(status ->
                        Objects.requireNonNull(lab.models().get(status.model())).of())
                .distinct()
                .filter(of -> {
                    EventStream stream = Objects.requireNonNull(lab.streams().get(of));
                    Offsets progress = Progress.offsets(store.ledger().progress(stream));
                    return growth.isSettled(lab.name() + "." + of, progress.total());
                })
                .collect(Collectors.toSet());
    }

    private boolean isDue(Model model, ModelStatus status, boolean isSettled) {
        boolean isFitted = status.version().generation() > 0;
        if (model.isExternal()) {
            return !isFitted; // there is nothing to fit
        }
        Instant now = clock.instant();
        Instant attempted = status.attempted();
        if (status.asked() != null) {
            return true;
        }
        if (!isFitted) {
            Duration pause = status.error() == null ? DEAD : AGAIN;
            return isSettled && (attempted == null || attempted.plus(pause).isBefore(now));
        }
        if (attempted == null) {
            return true;
        }
        Cron cron = model.fit() == null ? USUAL : model.fit();
        return !cron.next(attempted, ZoneOffset.UTC).isAfter(now);
    }

    private void fit(Model model, EventStream stream) {
        FitRun fit = new FitRun(model, stream, store.archive(), store.ledger(), store.models(), () -> closed);
        String name = model.lab() + "." + model.name();
        try {
            int keys = fit.run();
            LOG.atInfo().addKeyValue("model", name).addKeyValue("keys", keys).log("model fitted");
        } catch (FitRun.NotFitted e) {
            LOG.atInfo()
                    .addKeyValue("model", name)
                    .addKeyValue("reason", e.getMessage())
                    .log("model not fitted");
            fit.failed(String.valueOf(e.getMessage()));
        } catch (FitLost e) {
            LOG.atInfo().addKeyValue("model", name).log("another process fits the model");
        }
    }
}
