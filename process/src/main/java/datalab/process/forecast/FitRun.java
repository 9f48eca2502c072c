package datalab.process.forecast;

import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.forecast.Model;
import datalab.lab.forecast.ModelFold;
import datalab.lab.stream.EventStream;
import datalab.store.Archive;
import datalab.store.Ledger;
import datalab.store.archive.Scan;
import datalab.store.forecast.FitLease;
import datalab.store.forecast.FitLost;
import datalab.store.forecast.ModelChange;
import datalab.store.forecast.ModelLedger;
import datalab.store.forecast.ModelRow;
import datalab.store.ledger.Progress;
import datalab.store.result.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One fit of a model, as docs/lambda.md (section 14) has it: parameters of each key from all events below some offsets, states
 * that follow what has come since, and one moment from which both count. May be killed anywhere. Owned by one thread.
 */
public final class FitRun {
    private static final int KEYS_MAX = 100_000;
    private static final int KEYS_AT_ONCE = 100;
    private static final int EVENTS_MAX = 10_000;
    /** With fewer offsets to read, owners may wait for it. */
    private static final long REST_MAX = 2_000;

    private static final int ROUNDS_MAX = 20;
    private static final Duration SIGN_EVERY = Duration.ofMinutes(1);

    private final EventStream stream;
    private final Archive archive;
    private final Ledger ledger;
    private final ModelLedger models;
    private final ModelFold fold;
    private final BooleanSupplier stopped;
    private final FitLease lease;
    private final List<Integer> fields;
    private final KeyedStates states;
    private Offsets folded = Offsets.NONE;
    private long seen = System.nanoTime();

    /**
     * Begins one.
     *
     * @param stopped true once it is to end
     */
    public FitRun(
            Model model,
            EventStream stream,
            Archive archive,
            Ledger ledger,
            ModelLedger models,
            BooleanSupplier stopped) {
        this.stream = stream;
        this.archive = archive;
        this.ledger = ledger;
        this.models = models;
        this.fold = new ModelFold(model, stream);
        this.stopped = stopped;
        this.lease = models.begin(model);
        this.fields = List.of(stream.indexOf(Objects.requireNonNull(stream.key())), stream.indexOf(model.value()));
        this.states = new KeyedStates(fold, models, lease.version());
    }

    /** A fit that cannot be had. */
    public static final class NotFitted extends RuntimeException {
        NotFitted(String why) {
            super(why);
        }
    }

    /**
     * All of it; answers how many keys have parameters.
     *
     * @throws NotFitted where a person has to do something about it
     * @throws FitLost where another process has begun another
     * @throws StoreUnavailable where a server was away
     */
    public int run() {
        if (fold.model().isExternal()) {
            begin();
            return 0;
        }
        Offsets below = progress();
        folded = below;
        int fitted = fit(below);
        if (fitted == 0) {
            throw new NotFitted("no key has enough events in slots of "
                    + fold.model().every() + " yet: " + fold.model().method().lengthMin() + " are needed");
        }
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Offsets now = progress();
            follow(now, changes -> models.move(lease, changes));
            if (models.publish(lease, stream, below, this::rest)) {
                return fitted;
            }
        }
        throw new NotFitted("events come faster than states follow them");
    }

    /** There is nothing to fit: it counts from now on, if it does not yet. Owners see it as the epoch is another. */
    private void begin() {
        if (models.version(fold.model()).generation() == 0) {
            models.publish(lease, stream, progress(), now -> List.of());
        }
    }

    /** Notes why it came to nothing. */
    public void failed(String why) {
        models.failed(lease, why);
    }

    private Offsets progress() {
        return Progress.offsets(ledger.progress(stream));
    }

    private int fit(Offsets below) {
        int fitted = 0;
        Map<String, ModelRow> rows = new LinkedHashMap<>();
        for (Object key : keys(below)) {
            requireRunning();
            giveSignOfLife();
            new KeySeries(fold, stream, archive, below, key).fit().ifPresent(row -> rows.put(key.toString(), row));
            if (rows.size() == KEYS_AT_ONCE) {
                fitted += stage(rows);
            }
        }
        return fitted + stage(rows);
    }

    private int stage(Map<String, ModelRow> rows) {
        int size = rows.size();
        if (size > 0) {
            models.stage(lease, rows);
            rows.clear();
        }
        return size;
    }

    private Set<Object> keys(Offsets below) {
        Set<Object> keys = new LinkedHashSet<>();
        int index = fields.getFirst();
        scan(Offsets.NONE, below, events -> {
            giveSignOfLife();
            for (Event event : events) {
                Object key = event.value(index);
                if (key != null && keys.add(key) && keys.size() > KEYS_MAX) {
                    throw new NotFitted("more than " + KEYS_MAX + " keys");
                }
            }
        });
        return keys;
    }

    /** What is left to read while owners wait; null where that is too much. */
    private @Nullable List<ModelChange> rest(Offsets now) {
        if (now.lagOf(folded) > REST_MAX) {
            return null;
        }
        Map<String, ModelChange> last = new HashMap<>();
        follow(now, changes -> changes.forEach(change -> last.put(change.key(), change)));
        return new ArrayList<>(last.values());
    }

    /** Takes the changes of states that some events come to. */
    private interface Changes {
        void take(List<ModelChange> changes);
    }

    private void follow(Offsets now, Changes changes) {
        scan(folded, now, events -> changes.take(states.step(events, new ArrayList<>())));
        folded = now;
    }

    /** Takes some events of a partition, in order. */
    private interface Part {
        void take(List<Event> events);
    }

    private void scan(Offsets from, Offsets until, Part part) {
        until.byPartition().forEach((partition, end) -> {
            for (long next = from.of(partition); next < end; ) {
                requireRunning();
                List<Event> events = archive.scan(new Scan(stream, fields, partition, next, end, EVENTS_MAX));
                part.take(events);
                next = events.size() < EVENTS_MAX ? end : events.getLast().at().offset() + 1;
            }
        });
    }

    /** A sign of life, so that no other process begins the same fit. */
    private void giveSignOfLife() {
        long now = System.nanoTime();
        if (now - seen > SIGN_EVERY.toNanos()) {
            models.move(lease, List.of());
            seen = now;
        }
    }

    private void requireRunning() {
        if (stopped.getAsBoolean()) {
            throw new NotFitted("this process ends");
        }
    }
}
