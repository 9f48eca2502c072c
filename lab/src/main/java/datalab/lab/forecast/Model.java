package datalab.lab.forecast;

import datalab.forecast.Climatology;
import datalab.forecast.External;
import datalab.forecast.HoltWinters;
import datalab.forecast.KalmanFilter;
import datalab.forecast.ModelMethod;
import datalab.forecast.Persistence;
import datalab.lab.time.Cron;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a field of a stream, of each key by itself, as lab.yaml declares it.
 *
 * @param title what people call it, on one line
 * @param of a stream with a key
 * @param value a field of numbers
 * @param every the length of a slot: the mean of a slot's events is what the method goes on
 * @param horizons how many slots ahead forecasts are kept to be scored, ascending; one at least
 * @param fit when its parameters are fitted again; null for the default
 */
public record Model(
        String lab,
        String name,
        String title,
        String of,
        String value,
        Duration every,
        ModelMethod method,
        List<Integer> horizons,
        @Nullable Cron fit) {
    /** A forecast reaches no further. */
    public static final int HORIZON_MAX = 1_000;

    public Model {
        horizons = List.copyOf(horizons);
    }

    /** What its parameters and states depend on: another definition needs a fit of its own. */
    public String definition() {
        return String.join(" ", of, value, every.toString(), method.toString());
    }

    /** What lab.yaml calls its method. */
    public String methodName() {
        return switch (method) {
            case Persistence none -> "persistence";
            case Climatology calendar -> "climatology";
            case HoltWinters smoothing -> "holt-winters";
            case KalmanFilter filter -> "kalman";
            case External elsewhere -> "external";
        };
    }

    /** Whether a program of its own sends the forecasts, so that there is nothing to fit. */
    public boolean isExternal() {
        return method instanceof External;
    }

    /** The slots of its series. */
    public Slots slots() {
        return new Slots(every);
    }
}
