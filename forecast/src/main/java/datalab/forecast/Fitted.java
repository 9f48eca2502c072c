package datalab.forecast;

/**
 * A model that was fitted to a series.
 *
 * @param state after the last slot of the series; the caller's own
 */
@SuppressWarnings("ArrayRecordComponent") // a state is an array, which its owner changes
public record Fitted(SeriesModel model, double[] state) {}
