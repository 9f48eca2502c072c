package datalab.lab.geo;

import com.google.common.geometry.S1Angle;
import com.google.common.geometry.S2Cap;
import com.google.common.geometry.S2CellId;
import com.google.common.geometry.S2LatLng;
import com.google.common.geometry.S2Point;
import com.google.common.geometry.S2Projections;
import com.google.common.geometry.S2RegionCoverer;
import java.util.ArrayList;
import java.util.function.LongConsumer;

/**
 * The cells that S2 divides the earth into: six faces, each cell of a level into four of the next. Ids are S2's; those of a
 * cell's descendants are one range of numbers, so a B-tree finds what lies in it. Ids are ordered as signed numbers here.
 *
 * <p>S2 uses a sphere, distances are on the ellipsoid. No path on it is shorter than the same path on a sphere with the
 * ellipsoid's least radius of curvature, so a disc is covered as if it lay on that one: a little too large, never too small.
 */
public final class S2Cells {
    /** The level of the cells that archives are indexed by: 6 to 10 m wide. */
    public static final int LEVEL = 20;

    /** 0.6 mm: far more than rounding, and what makes 180° east and west, or the longitudes of a pole, one place. */
    private static final double SLACK_RADIANS = 1e-10;

    private S2Cells() {}

    /** The cell of level {@link #LEVEL} that a position lies in. */
    public static long of(double latitude, double longitude) {
        return S2CellId.fromPoint(point(latitude, longitude)).parent(LEVEL).id();
    }

    /** The finest level, up to {@link #LEVEL}, of which a disc needs few cells: some 25 at most. */
    static int levelOf(double metres) {
        return Math.clamp(S2Projections.PROJ.minWidth.getMaxLevel(radians(metres) / 2), 0, LEVEL);
    }

    /** The coarsest level whose cells are nowhere wider than this. */
    static int levelWithin(double metres) {
        return Math.clamp(S2Projections.PROJ.maxDiag.getMinLevel(radians(metres)), 0, S2CellId.MAX_LEVEL);
    }

    /** Names each cell of a level that may hold a point within these metres of a place, and some beside them. */
    static void within(double metres, PlaceAndTime place, int level, LongConsumer cells) {
        S2Point centre = point(place.latitude(), place.longitude());
        int face = S2Projections.xyzToFace(centre);
        S2Point onFace = S2Projections.faceXyzToUvw(face, centre);
        double radians = radians(metres);
        Extent across = Extent.of(onFace.getX(), onFace.getZ(), radians);
        Extent along = Extent.of(onFace.getY(), onFace.getZ(), radians);
        if (!across.isOnFace() || !along.isOnFace()) {
            overEdges(centre, radians, level, cells);
            return;
        }
        int shift = S2CellId.MAX_LEVEL - level;
        for (int i = across.first() >> shift; i <= across.last() >> shift; i++) {
            for (int j = along.first() >> shift; j <= along.last() >> shift; j++) {
                cells.accept(S2CellId.fromFaceIJ(face, i << shift, j << shift)
                        .parent(level)
                        .id());
            }
        }
    }

    private static void overEdges(S2Point centre, double radians, int level, LongConsumer cells) {
        S2Cap disc = S2Cap.fromAxisAngle(centre, S1Angle.radians(Math.min(radians, Math.PI)));
        ArrayList<S2CellId> covering = new ArrayList<>();
        S2RegionCoverer.builder().setMinLevel(level).setMaxLevel(level).build().getCovering(disc, covering);
        covering.forEach(cell -> cells.accept(cell.id()));
    }

    private static double radians(double metres) {
        return metres / Wgs84.CURVATURE_RADIUS_MIN_METRES + SLACK_RADIANS;
    }

    static S2Point point(double latitude, double longitude) {
        return S2LatLng.fromDegrees(latitude, longitude).toPoint();
    }

    /** How far a disc reaches along one side of a face, as the angles of the planes through the other axis that touch it. */
    private record Extent(double low, double high) {
        static final Extent BEYOND = new Extent(-Math.PI, Math.PI);

        static Extent of(double aside, double ahead, double radians) {
            double fromAxis = Math.hypot(aside, ahead);
            if (radians >= Math.PI / 2 || Math.sin(radians) >= fromAxis) {
                return BEYOND;
            }
            double middle = Math.atan2(aside, ahead);
            double half = Math.asin(Math.sin(radians) / fromAxis);
            return new Extent(middle - half, middle + half);
        }

        boolean isOnFace() {
            return low > -Math.PI / 4 && high < Math.PI / 4;
        }

        /** The leaf cell's number along the side. */
        int first() {
            return S2Projections.stToIj(S2Projections.PROJ.uvToST(Math.tan(low)));
        }

        int last() {
            return S2Projections.stToIj(S2Projections.PROJ.uvToST(Math.tan(high)));
        }
    }
}
