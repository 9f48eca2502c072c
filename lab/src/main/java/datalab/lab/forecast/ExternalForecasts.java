package datalab.lab.forecast;

import datalab.forecast.Forecast;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts of a model that is a program of its own: modelled events of the model's stream that name it. The horizon
 * of each is the one that the log proves; {@code issued} can only shorten it. Immutable.
 */
public final class ExternalForecasts {
    /** The field that names the model. */
    public static final String MODEL = "model";
    /** The field that says when a forecast was made; may be missing. */
    public static final String ISSUED = "issued";
    /** The field with its standard deviation, which is 0 where it is missing. */
    public static final String SD = "sd";

    private final String name;
    private final Slots slots;
    private final int modelIndex;
    private final int issuedIndex;
    private final int sdIndex;

    ExternalForecasts(Model model, EventStream stream) {
        this.name = model.name();
        this.slots = model.slots();
        this.modelIndex = stream.indexOf(MODEL);
        this.issuedIndex = stream.indexOf(ISSUED);
        this.sdIndex = stream.indexOf(SD);
    }

    /** Whether an event is a forecast of this model. */
    boolean isOne(Event event) {
        return event.payload().origin() == Origin.MODELLED && name.equals(value(event, modelIndex));
    }

    /**
     * Lets a forecast wait for what it is of, if nothing has come of its slot or of a later one, and its horizon is scored. One
     * of the same slot and horizon is replaced.
     */
    void take(ModelState state, Event event, double mean) {
        long slot = slots.of(event.time());
        long ahead = slot - state.slot();
        double sd = value(event, sdIndex) instanceof Number number ? number.doubleValue() : 0;
        if (ahead > 0 && ahead <= state.pending().longest() && sd >= 0) {
            long steps = value(event, issuedIndex) instanceof Instant issued
                    ? Math.min(ahead, slot - slots.of(issued))
                    : ahead;
            state.pending().putAt(steps, slot, new Forecast(mean, sd));
        }
    }

    private static @Nullable Object value(Event event, int index) {
        return index < 0 ? null : event.value(index);
    }
}
