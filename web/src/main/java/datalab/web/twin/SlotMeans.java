package datalab.web.twin;

import datalab.lab.forecast.SlotMean;
import datalab.lab.forecast.Slots;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The means of a series in slots, in no order. Owned by one thread. */
final class SlotMeans {
    private final Slots slots;
    private final Map<Long, SlotMean> means = new HashMap<>();

    SlotMeans(Slots slots) {
        this.slots = slots;
    }

    void add(Instant time, double value) {
        means.computeIfAbsent(slots.of(time), slot -> new SlotMean()).add(value);
    }

    /** The mean of the slot that starts then; null where nothing came of it. */
    @Nullable
    Double at(Instant start) {
        SlotMean mean = means.get(slots.of(start));
        return mean == null ? null : mean.mean();
    }

    void forEach(BiConsumer<Instant, Double> each) {
        means.forEach((slot, mean) -> each.accept(slots.start(slot), mean.mean()));
    }
}
