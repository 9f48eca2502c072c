package datalab.bench.series;

import datalab.forecast.Climatology;
import datalab.forecast.Climatology.Part;
import datalab.forecast.Fitted;
import datalab.forecast.Forecast;
import datalab.forecast.HoltWinters;
import datalab.forecast.KalmanFilter;
import datalab.forecast.ModelMethod;
import datalab.forecast.Persistence;
import datalab.forecast.Series;
import java.lang.ref.Reference;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What models cost: a value taken in and the next one foreseen, a fit to a year of hours, a day ahead, 100,000 states. */
public final class ModelSpeed {
    private static final int HOURS = 365 * 24;
    private static final int VALUES = 200_000;
    private static final int ROUNDS = 7;
    private static final int STATES = 100_000;
    private static final int KEYS = 1_000;
    private static final int HOURS_AHEAD = 24;

    private ModelSpeed() {}

    public static void run() {
        measure("persistence", new Persistence());
        measure(
                "climatology by season, weekday and hour",
                new Climatology(Duration.ofHours(1), ZoneId.of("Europe/Berlin"), List.of(Part.values())));
        measure("Holt-Winters, 24 hours", new HoltWinters(24));
        measure("Kalman filter, no season", new KalmanFilter(0, 0));
        measure("Kalman filter, 24 hours of 3 harmonics", new KalmanFilter(24, 3));
        measure("Kalman filter, 24 hours of 6 harmonics", new KalmanFilter(24, 6));
    }

    private static void measure(String name, ModelMethod method) {
        Series year = year();
        double[] fits = new double[3];
        Fitted fitted = method.fit(year).orElseThrow();
        for (int i = 0; i < fits.length; i++) {
            long began = System.nanoTime();
            fitted = method.fit(year).orElseThrow();
            fits[i] = (System.nanoTime() - began) / 1e6;
        }
        double[] steps = new double[ROUNDS];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = nanosPerValue(fitted, year);
        }
        double[] ahead = new double[ROUNDS];
        for (int i = 0; i < ahead.length; i++) {
            ahead[i] = millisADayAhead(fitted, year);
        }
        int numbers = fitted.state().length;
        System.out.printf("%n%s: %.0f ns a value and the next forecast, ", name, median(steps));
        System.out.printf("%.0f ms a fit to a year of hours, ", median(fits));
        System.out.printf("%.2f ms a day ahead of %,d series, ", median(ahead), KEYS);
        System.out.printf("%.1f MB the states of %,d series of %d numbers%n", megabytes(numbers), STATES, numbers);
    }

    private static double nanosPerValue(Fitted fitted, Series year) {
        double[] state = fitted.state().clone();
        double sum = 0;
        long began = System.nanoTime();
        for (int i = 0; i < VALUES; i++) {
            long slot = year.nextSlot() + i;
            fitted.model().advance(state, slot, year.values()[i % HOURS]);
            Forecast next = fitted.model().ahead(state, slot, 1);
            sum += next.mean();
        }
        double nanos = (double) (System.nanoTime() - began) / VALUES;
        if (Double.isInfinite(sum)) {
            throw new IllegalStateException("a forecast is infinite");
        }
        return nanos;
    }

    private static double millisADayAhead(Fitted fitted, Series year) {
        double sum = 0;
        long began = System.nanoTime();
        for (int key = 0; key < KEYS; key++) {
            for (int hours = 1; hours <= HOURS_AHEAD; hours++) {
                sum += fitted.model()
                        .ahead(fitted.state(), year.nextSlot(), hours)
                        .mean();
            }
        }
        double millis = (System.nanoTime() - began) / 1e6;
        if (Double.isInfinite(sum)) {
            throw new IllegalStateException("a forecast is infinite");
        }
        return millis;
    }

    /** Of that many arrays, as the heap says. */
    private static double megabytes(int numbers) {
        Runtime runtime = Runtime.getRuntime();
        double[][] states = new double[STATES][];
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        try {
            Arrays.setAll(states, i -> new double[numbers]);
            System.gc();
            return (runtime.totalMemory() - runtime.freeMemory() - before) / 1e6;
        } finally {
            Reference.reachabilityFence(states);
        }
    }

    /** A day's and a year's wave with noise that lasts; one value of twenty is missing. */
    private static Series year() {
        Random random = new Random(1);
        double[] values = new double[HOURS];
        double lasting = 0;
        for (int i = 0; i < HOURS; i++) {
            lasting = 0.9 * lasting + random.nextGaussian();
            double value = 20
                    + 10 * Math.sin(2 * Math.PI * i / HOURS)
                    + 5 * Math.sin(2 * Math.PI * i / 24)
                    + lasting
                    + random.nextGaussian() / 2;
            values[i] = random.nextInt(20) == 0 ? Double.NaN : value;
        }
        return new Series(450_000, values);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
