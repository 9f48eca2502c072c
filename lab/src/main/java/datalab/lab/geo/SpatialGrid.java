package datalab.lab.geo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A hash grid of cubes in earth-centered coordinates, as wide as the search distance: everything near to a position is in
 * its cube or an adjacent one, as a chord is never longer than the path on the surface. Needs no special cases for
 * poles or the antimeridian. Owned by one thread.
 */
public final class SpatialGrid<T> {
    /** Narrower cubes are not worth more of them; also far more than positions are rounded by. */
    private static final double WIDTH_MIN_METRES = 1;

    private final double width;
    private final Map<Cube, List<T>> cubes = new HashMap<>();

    private record Cube(int x, int y, int z) {}

    /** @param metres how near is near */
    public SpatialGrid(double metres) {
        this.width = Math.max(WIDTH_MIN_METRES, metres * (1 + 1e-9));
    }

    public void add(double latitude, double longitude, T thing) {
        cubes.computeIfAbsent(cube(latitude, longitude), empty -> new ArrayList<>())
                .add(thing);
    }

    /** Hands out all that may be near to a position, and some beside them. */
    public void near(double latitude, double longitude, Consumer<T> things) {
        Cube middle = cube(latitude, longitude);
        for (int x = middle.x - 1; x <= middle.x + 1; x++) {
            for (int y = middle.y - 1; y <= middle.y + 1; y++) {
                for (int z = middle.z - 1; z <= middle.z + 1; z++) {
                    cubes.getOrDefault(new Cube(x, y, z), List.of()).forEach(things);
                }
            }
        }
    }

    private Cube cube(double latitude, double longitude) {
        double[] at = Wgs84.cartesian(latitude, longitude);
        return new Cube(side(at[0]), side(at[1]), side(at[2]));
    }

    private int side(double metres) {
        return (int) Math.floor(metres / width);
    }
}
