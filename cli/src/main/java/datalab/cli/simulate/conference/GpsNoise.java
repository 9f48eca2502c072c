package datalab.cli.simulate.conference;

import java.util.random.RandomGenerator;

/**
 * How far a phone is wrong about where it is: normally distributed on each axis, and correlated over time, as it is
 * with satellites. Not thread-safe.
 */
final class GpsNoise {
    /** The standard deviation on each axis. */
    static final double METRES = 2.5;

    private static final double LIKE_BEFORE = 0.7;
    private static final double NEW = Math.sqrt(1 - LIKE_BEFORE * LIKE_BEFORE);

    private final RandomGenerator random;
    private double east;
    private double north;

    GpsNoise(RandomGenerator random) {
        this.random = random;
        this.east = METRES * random.nextGaussian();
        this.north = METRES * random.nextGaussian();
    }

    /** Where the phone believes to be. */
    Spot seen(Spot truth) {
        east = LIKE_BEFORE * east + NEW * METRES * random.nextGaussian();
        north = LIKE_BEFORE * north + NEW * METRES * random.nextGaussian();
        return truth.moved(east, north);
    }
}
