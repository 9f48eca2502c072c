package datalab.forecast;

/**
 * How far forecasts of the next slot were off. A value after missing ones does not count: its forecast was of several steps.
 *
 * @param mean of the squared errors
 * @param count how many there are
 */
record OneStepErrors(double mean, int count) {

    /** Those of a series; the state is afterwards that of its last slot. */
    static OneStepErrors of(HoltWintersModel model, double[] state, Series series) {
        double[] values = series.values();
        double squares = 0;
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            long slot = series.firstSlot() + i;
            double value = values[i];
            if (HoltWintersModel.missing(state) == 0 && Double.isFinite(value)) {
                double error = value - model.next(state, slot);
                squares += error * error;
                count++;
            }
            model.advance(state, slot, value);
        }
        return new OneStepErrors(squares / count, count);
    }
}
