package datalab.store.postgres.near;

/**
 * How what is near is searched for. The answer is the same, so only comparisons and tests have a reason to choose.
 *
 * @param postgis whether by PostGIS where the server has it; else by S2 cells
 * @param walk whether through time, without an index of positions, where that is likely to be quicker
 */
public record NearSettings(boolean postgis, boolean walk) {
    public static final NearSettings BEST = new NearSettings(true, true);
}
