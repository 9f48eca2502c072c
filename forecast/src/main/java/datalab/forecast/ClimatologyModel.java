package datalab.forecast;

/** {@link Climatology} with what is usual in each part of the calendar. It has no state. */
final class ClimatologyModel implements SeriesModel {
    private final Climatology method;
    private final Forecast[] usual;

    ClimatologyModel(Climatology method, Forecast[] usual) {
        this.method = method;
        this.usual = usual;
    }

    static ClimatologyModel of(Climatology method, double[] parameters) {
        Forecast[] usual = new Forecast[method.buckets()];
        KeptParameters.check(parameters, KeptParameters.CLIMATOLOGY, 1 + 2 * usual.length);
        for (int i = 0; i < usual.length; i++) {
            usual[i] = new Forecast(parameters[1 + 2 * i], parameters[2 + 2 * i]);
        }
        return new ClimatologyModel(method, usual);
    }

    @Override
    public double[] parameters() {
        double[] parameters = new double[1 + 2 * usual.length];
        parameters[0] = KeptParameters.CLIMATOLOGY;
        for (int i = 0; i < usual.length; i++) {
            parameters[1 + 2 * i] = usual[i].mean();
            parameters[2 + 2 * i] = usual[i].sd();
        }
        return parameters;
    }

    @Override
    public int stateSize() {
        return 0;
    }

    @Override
    public void advance(double[] state, long slot, double value) {}

    @Override
    public void skip(double[] state, long slot, long slots) {}

    @Override
    public Forecast ahead(double[] state, long lastSlot, int steps) {
        return usual[method.bucket(lastSlot + steps)];
    }
}
