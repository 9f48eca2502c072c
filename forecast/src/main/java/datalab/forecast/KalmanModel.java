package datalab.forecast;

/**
 * {@link KalmanFilter} with its variances. The state: the means of level, trend and of the two numbers of each sine, then the
 * lower half of their covariance, row by row; after the last slot, on the model's {@link Scale}.
 *
 * <p>It starts diffuse: means of 0, and as the variance of each component {@value #DIFFUSE} times the sum of the variances,
 * without covariance. A start of that weight moves what the first values say by a ten-millionth, and leaves nine digits for the
 * covariance. The exact diffuse filter (Durbin and Koopman 2012, 5.2) would keep more, at the price of a second filter for the
 * first slots, which goes on for as long as values are missing there; the series is on a scale of 1 here, so it is not needed.
 */
final class KalmanModel implements SeriesModel {
    private static final double DIFFUSE = 1e7;
    private static final int SETTINGS = 5;
    private static final int PARAMETERS = SETTINGS + 4;

    private final int season;
    private final int harmonics;
    private final Scale scale;
    private final Variances variances;
    private final int components;
    private final Transition oneSlot;

    /** @param variances on the scale */
    KalmanModel(int season, int harmonics, Scale scale, Variances variances) {
        this.season = season;
        this.harmonics = harmonics;
        this.scale = scale;
        this.variances = variances;
        this.components = 2 + 2 * harmonics;
        this.oneSlot = Transition.of(season, harmonics, 1);
    }

    static KalmanModel of(int season, int harmonics, double[] parameters) {
        KeptParameters.check(parameters, KeptParameters.KALMAN_FILTER, PARAMETERS);
        KeptParameters.checkSetting("season", season, parameters[1]);
        KeptParameters.checkSetting("harmonics", harmonics, parameters[2]);
        return new KalmanModel(
                season,
                harmonics,
                new Scale(parameters[3], parameters[4]),
                new Variances(
                        parameters[SETTINGS],
                        parameters[SETTINGS + 1],
                        parameters[SETTINGS + 2],
                        parameters[SETTINGS + 3]));
    }

    @Override
    public double[] parameters() {
        return new double[] {
            KeptParameters.KALMAN_FILTER,
            season,
            harmonics,
            scale.offset(),
            scale.unit(),
            variances.noise(),
            variances.level(),
            variances.trend(),
            variances.season()
        };
    }

    @Override
    public int stateSize() {
        return components + components * (components + 1) / 2;
    }

    /** The state before the first value. */
    double[] diffuse() {
        double[] state = new double[stateSize()];
        for (int i = 0; i < components; i++) {
            state[covariance(i, i)] = DIFFUSE * variances.sum();
        }
        return state;
    }

    @Override
    public void advance(double[] state, long slot, double value) {
        skip(state, slot, 1);
        double scaled = scale.apply(value);
        if (Double.isFinite(scaled)) {
            update(state, scaled);
        }
    }

    @Override
    public void skip(double[] state, long slot, long slots) {
        if (slots == 0) {
            return;
        }
        Transition transition = slots == 1 ? oneSlot : Transition.of(season, harmonics, slots);
        transition.apply(state, components);
        double count = slots;
        state[covariance(0, 0)] += count * variances.level() + sumOfSquares(count) * variances.trend();
        state[covariance(1, 0)] += count * (count - 1) / 2 * variances.trend();
        state[covariance(1, 1)] += count * variances.trend();
        for (int i = 2; i < components; i++) {
            state[covariance(i, i)] += count * variances.season();
        }
    }

    @Override
    public Forecast ahead(double[] state, long lastSlot, int steps) {
        double[] seen = steps == 1
                ? oneSlot.seen()
                : Transition.of(season, harmonics, steps).seen();
        double mean = 0;
        double variance = 0;
        for (int i = 0; i < components; i++) {
            mean += seen[i] * state[i];
            for (int j = 0; j < i; j++) {
                variance += 2 * seen[i] * seen[j] * state[covariance(i, j)];
            }
            variance += seen[i] * seen[i] * state[covariance(i, i)];
        }
        double wandered =
                steps * (variances.level() + harmonics * variances.season()) + sumOfSquares(steps) * variances.trend();
        double sd = Math.sqrt(Math.max(0, variance) + wandered + variances.noise());
        return new Forecast(scale.offset() + scale.unit() * mean, scale.unit() * sd);
    }

    /** What is seen of a state that was moved to its slot: the level and the first number of each sine. */
    double seenMean(double[] state) {
        double sum = 0;
        for (int i = 0; i < components; i += 2) {
            sum += state[i];
        }
        return sum;
    }

    /** The variance of a value of that slot. */
    double seenVariance(double[] state) {
        double sum = 0;
        for (int i = 0; i < components; i += 2) {
            sum += seenCovariance(state, i);
        }
        return Math.max(0, sum) + variances.noise();
    }

    /** Takes a scaled value into a state that was moved to its slot. */
    void update(double[] state, double scaled) {
        double variance = seenVariance(state);
        if (variance == 0) {
            return; // all is known for certain already
        }
        double error = scaled - seenMean(state);
        double[] seen = new double[components];
        for (int i = 0; i < components; i++) {
            seen[i] = seenCovariance(state, i);
        }
        int at = components;
        for (int i = 0; i < components; i++) {
            double gain = seen[i] / variance;
            state[i] += gain * error;
            for (int j = 0; j <= i; j++) {
                state[at++] -= gain * seen[j];
            }
            state[at - 1] = Math.max(0, state[at - 1]);
        }
    }

    /** Of a component and what is seen. */
    private double seenCovariance(double[] state, int component) {
        double sum = 0;
        for (int j = 0; j < components; j += 2) {
            sum += state[j <= component ? covariance(component, j) : covariance(j, component)];
        }
        return sum;
    }

    /** Where the covariance of two components is, the first not before the second. */
    private int covariance(int row, int column) {
        return components + row * (row + 1) / 2 + column;
    }

    /** 0² + 1² + … + (n - 1)². */
    private static double sumOfSquares(double n) {
        return (n - 1) * n * (2 * n - 1) / 6;
    }
}
