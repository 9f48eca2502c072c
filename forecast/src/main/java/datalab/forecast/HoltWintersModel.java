package datalab.forecast;

/**
 * {@link HoltWinters} with its parameters, in the form with errors: level, trend and season each move by a part of the error of
 * the forecast. So beta is alpha times the one of the form of Hyndman and Athanasopoulos (8.3), and gamma is theirs.
 *
 * <p>The state: the missing slots since the last value, the level, the trend, and the season of each slot modulo its length.
 *
 * @param sd of one-step errors
 */
record HoltWintersModel(int season, double alpha, double beta, double gamma, double sd) implements SeriesModel {
    private static final int MISSING = 0;
    private static final int LEVEL = 1;
    private static final int TREND = 2;
    static final int SEASONS = 3;
    private static final int PARAMETERS = 6;

    HoltWintersModel {
        KeptParameters.notNegative(alpha);
        KeptParameters.notNegative(beta);
        KeptParameters.notNegative(gamma);
        KeptParameters.notNegative(sd);
    }

    static HoltWintersModel of(int season, double[] parameters) {
        KeptParameters.check(parameters, KeptParameters.HOLT_WINTERS, PARAMETERS);
        KeptParameters.checkSetting("season", season, parameters[1]);
        return new HoltWintersModel(season, parameters[2], parameters[3], parameters[4], parameters[5]);
    }

    /** A state of these components, before any value. */
    static double[] state(double level, double trend, double[] seasons) {
        double[] state = new double[SEASONS + seasons.length];
        state[LEVEL] = level;
        state[TREND] = trend;
        System.arraycopy(seasons, 0, state, SEASONS, seasons.length);
        return state;
    }

    static double missing(double[] state) {
        return state[MISSING];
    }

    /** The state of the series multiplied by a factor. */
    static double[] times(double[] state, double unit) {
        double[] larger = state.clone();
        for (int i = LEVEL; i < larger.length; i++) {
            larger[i] *= unit;
        }
        return larger;
    }

    HoltWintersModel withSd(double other) {
        return new HoltWintersModel(season, alpha, beta, gamma, other);
    }

    @Override
    public double[] parameters() {
        return new double[] {KeptParameters.HOLT_WINTERS, season, alpha, beta, gamma, sd};
    }

    @Override
    public int stateSize() {
        return SEASONS + season;
    }

    /** The forecast of the slot after the last one. */
    double next(double[] state, long slot) {
        return state[LEVEL] + state[TREND] + state[place(slot)];
    }

    @Override
    public void advance(double[] state, long slot, double value) {
        double error = value - next(state, slot);
        if (!Double.isFinite(error)) {
            skip(state, slot, 1);
            return;
        }
        state[MISSING] = 0;
        state[LEVEL] += state[TREND] + alpha * error;
        state[TREND] += beta * error;
        state[place(slot)] += gamma * error;
    }

    @Override
    public void skip(double[] state, long slot, long slots) {
        state[MISSING] += slots;
        state[LEVEL] += slots * state[TREND];
    }

    @Override
    public Forecast ahead(double[] state, long lastSlot, int steps) {
        double mean = state[LEVEL] + steps * state[TREND] + state[place(lastSlot + steps)];
        return new Forecast(mean, sd * Math.sqrt(varianceFactor(state[MISSING] + steps)));
    }

    private int place(long slot) {
        return SEASONS + Math.floorMod(slot, season);
    }

    /** The variance some steps ahead as a multiple of that of one step; Hyndman et al. (2008), table 6.1, for ETS(A,A,A). */
    private double varianceFactor(double steps) {
        double further = steps - 1;
        double seasons = Math.floor(further / season);
        return 1
                + further * (alpha * alpha + alpha * beta * steps + beta * beta * steps * (2 * steps - 1) / 6)
                + gamma * seasons * (2 * alpha + gamma + beta * season * (seasons + 1));
    }
}
