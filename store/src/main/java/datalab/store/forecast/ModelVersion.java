package datalab.store.forecast;

/**
 * A model with one definition, and the fit whose parameters and states count.
 *
 * @param generation the number of that fit; 0 where it was never fitted
 */
public record ModelVersion(int id, long generation) {}
