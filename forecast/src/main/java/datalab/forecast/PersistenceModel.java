package datalab.forecast;

/** {@link Persistence} with the standard deviation of a step. The state: the last value, the slots since then. */
record PersistenceModel(double stepSd) implements SeriesModel {
    private static final int VALUE = 0;
    private static final int SINCE = 1;
    private static final int SIZE = 2;

    PersistenceModel {
        KeptParameters.notNegative(stepSd);
    }

    static PersistenceModel of(double[] parameters) {
        KeptParameters.check(parameters, KeptParameters.PERSISTENCE, 2);
        return new PersistenceModel(parameters[1]);
    }

    /** The state before the first value. */
    double[] before() {
        return new double[] {Double.NaN, 0};
    }

    @Override
    public double[] parameters() {
        return new double[] {KeptParameters.PERSISTENCE, stepSd};
    }

    @Override
    public int stateSize() {
        return SIZE;
    }

    @Override
    public void advance(double[] state, long slot, double value) {
        if (Double.isFinite(value)) {
            state[VALUE] = value;
            state[SINCE] = 0;
        } else {
            state[SINCE]++;
        }
    }

    @Override
    public void skip(double[] state, long slot, long slots) {
        state[SINCE] += slots;
    }

    @Override
    public Forecast ahead(double[] state, long lastSlot, int steps) {
        return new Forecast(state[VALUE], stepSd * Math.sqrt(state[SINCE] + steps));
    }
}
