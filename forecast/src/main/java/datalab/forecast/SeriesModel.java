package datalab.forecast;

/**
 * How a series goes on: a method with its parameters. Immutable and thread-safe; what it knows of the last slots is a state,
 * plain numbers that can be kept and are changed in place by their owner.
 *
 * <p>A state begins as that of {@link Fitted} and moves on slot by slot, none left out: each slot is {@link #advance advanced} by
 * its value or NaN, or {@link #skip skipped}. A value that is infinite counts as missing.
 */
public interface SeriesModel {

    /** What {@link ModelMethod#of} makes this model of again; a copy. */
    double[] parameters();

    /** How many numbers a state has. */
    int stateSize();

    /**
     * Takes in the slot after the last one.
     *
     * @param slot its number, since 1970
     * @param value NaN where it is missing
     */
    void advance(double[] state, long slot, double value);

    /**
     * Takes in missing slots: as many advances with NaN, to a relative 1e-9, in a time that does not grow with them.
     *
     * @param slot the first of them
     * @param slots how many, 0 or more
     */
    void skip(double[] state, long slot, long slots);

    /**
     * What is expected of a slot that is still to come.
     *
     * @param lastSlot the last one that the state has taken in
     * @param steps how many slots later, 1 or more
     * @return {@link Forecast#NONE} where nothing is expected of that slot
     */
    Forecast ahead(double[] state, long lastSlot, int steps);
}
