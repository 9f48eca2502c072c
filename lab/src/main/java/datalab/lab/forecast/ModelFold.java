package datalab.lab.forecast;

import datalab.forecast.External;
import datalab.forecast.Fitted;
import datalab.forecast.Forecast;
import datalab.forecast.SeriesModel;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model as a pure fold over the observed events of each key, and over forecasts where a program sends them, in the order of
 * the log. What is expected of an event is made of slots that ended before its own, or stood in the log before anything of its
 * slot did. An event of a slot before the open one comes too late: nothing is expected of it, and it moves nothing; the next fit
 * has it in its place.
 *
 * <p>Thread-safe; the {@link ModelState}s that it hands out are not.
 */
public final class ModelFold {
    private final Model model;
    private final Slots slots;
    private final int keyIndex;
    private final int valueIndex;
    /** Where a program sends them; else null. */
    private final @Nullable ExternalForecasts external;

    /** @param stream the one that the model is of */
    public ModelFold(Model model, EventStream stream) {
        this.model = model;
        this.slots = model.slots();
        this.keyIndex = stream.indexOf(Objects.requireNonNull(stream.key(), "a stream with a key"));
        this.valueIndex = stream.indexOf(model.value());
        this.external = model.isExternal() ? new ExternalForecasts(model, stream) : null;
    }

    public Model model() {
        return model;
    }

    /** Under which key the event's state is kept; null where the event is none for a model. */
    public @Nullable String key(Event event) {
        Object key = event.value(keyIndex);
        return key == null || event.value(valueIndex) == null || !(isObserved(event) || isForecast(event))
                ? null
                : key.toString();
    }

    private static boolean isObserved(Event event) {
        return event.payload().origin() == Origin.OBSERVED;
    }

    private boolean isForecast(Event event) {
        return external != null && external.isOne(event);
    }

    /** The value that a model looks at; only of events with a {@link #key}. */
    public double value(Event event) {
        return ((Number) Objects.requireNonNull(event.value(valueIndex))).doubleValue();
    }

    /** The slot of an event. */
    public long slot(Event event) {
        return slots.of(event.time());
    }

    /**
     * The state that was kept.
     *
     * @throws IllegalArgumentException where it is of another version or method
     */
    public ModelState decode(byte[] parameters, byte[] state, byte[] pending) {
        return ModelState.decode(
                model.method().of(numbers(parameters)), state, PendingForecasts.decode(pending, model));
    }

    /**
     * The state right after a fit, with no forecast that waits.
     *
     * @param slot the one after the last that was fitted
     * @param open what has come of it
     */
    public ModelState begin(Fitted fitted, long slot, SlotMean open) {
        return new ModelState(fitted.model(), fitted.state(), slot, open, new PendingForecasts(model));
    }

    /** The state that a key which has none begins with at an event with a {@link #key}, where there is nothing to fit. */
    public Optional<ModelState> begin(Event event) {
        return external != null && isObserved(event)
                ? Optional.of(begin(new Fitted(new External(), new double[0]), slot(event), new SlotMean()))
                : Optional.empty();
    }

    /** The parameters as bytes that {@link #decode} reads back. */
    public static byte[] encode(SeriesModel model) {
        double[] numbers = model.parameters();
        ByteBuffer to = ByteBuffer.allocate(numbers.length * Double.BYTES);
        for (double number : numbers) {
            to.putDouble(number);
        }
        return to.array();
    }

    /** What is expected of a slot. */
    public record Ahead(Instant start, Forecast forecast) {}

    /** What is expected of the slots after the open one, which is taken to end now. The state is used up. */
    public List<Ahead> ahead(ModelState state, int steps) {
        state.open(state.slot() + 1);
        List<Ahead> ahead = new ArrayList<>(steps);
        for (int step = 1; step <= steps; step++) {
            long slot = state.slot() + step - 1;
            Forecast forecast =
                    external == null ? state.ahead(step) : state.pending().nearest(slot);
            ahead.add(new Ahead(slots.start(slot), forecast));
        }
        return ahead;
    }

    /**
     * One course that the series may take over the same slots: of each a value drawn from the normal distribution that is
     * expected after those drawn before it, NaN where nothing is expected. The same state and chance give the same course. The
     * state is used up.
     *
     * @param chance of this key
     */
    public double[] course(ModelState state, int steps, CounterRandom chance) {
        state.open(state.slot() + 1);
        double[] course = new double[steps];
        for (int step = 0; step < steps; step++) {
            Forecast forecast = state.ahead(1);
            double drawn = forecast.isKnown() ? forecast.quantile(chance.uniform(state.slot())) : Double.NaN;
            course[step] = Double.isFinite(drawn) ? drawn : Double.NaN;
            state.end(course[step]);
        }
        return course;
    }

    /** Moves the state on by an event with a {@link #key}; answers what was expected of it, where something was. */
    public List<Score> step(ModelState state, Event event) {
        if (external != null && external.isOne(event)) {
            external.take(state, event, value(event));
            return List.of();
        }
        long slot = slot(event);
        if (slot < state.slot()) {
            return List.of();
        }
        if (slot > state.slot()) {
            state.open(slot);
        }
        double observed = value(event);
        List<Score> scores = scores(state, event, slot, observed);
        state.add(observed);
        return scores;
    }

    private List<Score> scores(ModelState state, Event event, long slot, double observed) {
        List<Score> scores = new ArrayList<>(model.horizons().size());
        for (int i = 0; i < state.pending().count(); i++) {
            Forecast forecast = state.pending().of(i, slot);
            if (Double.isFinite(forecast.mean()) && Double.isFinite(forecast.sd())) {
                int steps = state.pending().horizon(i);
                String key = Objects.requireNonNull(key(event));
                scores.add(new Score(model, event, key, observed, steps, slots.start(slot - steps + 1), forecast));
            }
        }
        return scores;
    }

    private static double[] numbers(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        double[] numbers = new double[bytes.length / Double.BYTES];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = from.getDouble();
        }
        return numbers;
    }
}
