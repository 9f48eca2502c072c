package datalab.process.forecast;

import datalab.forecast.Series;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.forecast.ModelFold;
import datalab.lab.forecast.ModelState;
import datalab.lab.forecast.SlotMean;
import datalab.lab.stream.EventStream;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.forecast.ModelRow;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The series of one key as its archived events below some offsets have it, and a fit to it. Owned by one thread. */
final class KeySeries {
    /** Earlier ones are left out. */
    private static final int SLOTS_MAX = 200_000;

    private static final int EVENTS_AT_ONCE = 1_000;

    private final ModelFold fold;
    private final EventStream stream;
    private final Archive archive;
    private final Offsets below;
    private final Object key;
    private final SlotMean open = new SlotMean();
    private double[] means = new double[64];
    private boolean hasBegun;
    private int slots;
    private long first;
    private long slot;

    KeySeries(ModelFold fold, EventStream stream, Archive archive, Offsets below, Object key) {
        this.fold = fold;
        this.stream = stream;
        this.archive = archive;
        this.below = below;
        this.key = key;
    }

    /** What is kept of the key once it is fitted; empty where there is too little of it. */
    Optional<ModelRow> fit() {
        Optional<Instant> latest = latest();
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        Instant from = latest.get().minus(fold.model().every().multipliedBy(SLOTS_MAX));
        archive.each(query(from, false), archived -> {
            if (counts(archived)) {
                add(archived.event());
            }
            return true;
        });
        Series series = new Series(first, Arrays.copyOf(means, slots));
        return fold.model().method().fit(series).map(fitted -> {
            ModelState state = fold.begin(fitted, slot, open);
            return new ModelRow(ModelFold.encode(fitted.model()), state.encode(), state.encodePending());
        });
    }

    private Optional<Instant> latest() {
        Instant[] found = new Instant[1];
        archive.each(query(null, true), archived -> {
            if (counts(archived)) {
                found[0] = archived.event().time();
            }
            return found[0] == null;
        });
        return Optional.ofNullable(found[0]);
    }

    private EventQuery query(@Nullable Instant from, boolean isNewestFirst) {
        String field = Objects.requireNonNull(stream.key());
        return new EventQuery(stream, from, null, Map.of(field, key), isNewestFirst, null, EVENTS_AT_ONCE);
    }

    private boolean counts(ArchivedEvent archived) {
        return below.covers(archived.event().at()) && fold.key(archived.event()) != null;
    }

    /** Events come in the order of time. */
    private void add(Event event) {
        long of = fold.slot(event);
        if (!hasBegun) {
            hasBegun = true;
            first = of;
            slot = of;
        }
        if (of > slot) {
            put(open.mean());
            for (long missing = slot + 1; missing < of; missing++) {
                put(Double.NaN);
            }
            open.clear();
            slot = of;
        }
        open.add(fold.value(event));
    }

    private void put(double mean) {
        if (slots == means.length) {
            means = Arrays.copyOf(means, slots * 2);
        }
        means[slots++] = mean;
    }
}
