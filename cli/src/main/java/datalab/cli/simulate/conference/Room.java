package datalab.cli.simulate.conference;

import java.util.random.RandomGenerator;

/**
 * A room of a venue, parallel to the axes.
 *
 * @param corner the south-west one
 * @param width from west to east, in metres
 * @param depth from south to north, in metres
 * @param door on the wall to the foyer
 */
record Room(String name, Spot corner, double width, double depth, Spot door) {
    private static final double WALL_METRES = 0.5;

    /** A spot within, a little away from the walls. */
    Spot anywhere(RandomGenerator random) {
        return corner.moved(
                WALL_METRES + random.nextDouble() * (width - 2 * WALL_METRES),
                WALL_METRES + random.nextDouble() * (depth - 2 * WALL_METRES));
    }

    /** The spot itself where it lies within, else the nearest one that does. */
    Spot within(Spot spot) {
        return new Spot(
                Math.clamp(spot.x(), corner.x() + WALL_METRES, corner.x() + width - WALL_METRES),
                Math.clamp(spot.y(), corner.y() + WALL_METRES, corner.y() + depth - WALL_METRES));
    }

    boolean holds(Spot spot) {
        return spot.x() >= corner.x()
                && spot.x() <= corner.x() + width
                && spot.y() >= corner.y()
                && spot.y() <= corner.y() + depth;
    }
}
