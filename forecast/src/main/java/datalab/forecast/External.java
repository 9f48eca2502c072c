package datalab.forecast;

import java.util.Optional;

/** A method of somebody else's: it has nothing to fit and no state, and expects nothing itself. */
public record External() implements ModelMethod, SeriesModel {

    @Override
    public Optional<Fitted> fit(Series series) {
        return Optional.empty();
    }

    @Override
    public SeriesModel of(double[] parameters) {
        KeptParameters.check(parameters, KeptParameters.EXTERNAL, 1);
        return this;
    }

    @Override
    public int lengthMin() {
        return 0;
    }

    @Override
    public double[] parameters() {
        return new double[] {KeptParameters.EXTERNAL};
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
        return Forecast.NONE;
    }
}
