package datalab.lab.geo;

import net.sf.geographiclib.Geodesic;
import net.sf.geographiclib.GeodesicMask;

/** Validates positions and computes distances on the WGS 84 ellipsoid. Angles are degrees, lengths metres. */
public final class Wgs84 {
    /** The least radius of curvature, b²/a: along the meridian at the equator. No path on the ellipsoid turns faster. */
    static final double CURVATURE_RADIUS_MIN_METRES = 6_335_439;

    private static final double EQUATOR_RADIUS_METRES = 6_378_137;
    private static final double FLATTENING = 1 / 298.257223563;
    private static final double ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING);

    private Wgs84() {}

    /** Whether there is such a position; false for what is not finite. */
    public static boolean isPosition(double latitude, double longitude) {
        return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    }

    /** The length of the shortest path, to some nanometres (C. F. F. Karney, Algorithms for geodesics, 2013). */
    public static double metres(double latitude1, double longitude1, double latitude2, double longitude2) {
        return Geodesic.WGS84.Inverse(latitude1, longitude1, latitude2, longitude2, GeodesicMask.DISTANCE).s12;
    }

    /** Metres from the centre of the earth along its three axes. A straight line between two is never longer than a path. */
    static double[] cartesian(double latitude, double longitude) {
        double phi = Math.toRadians(latitude);
        double lambda = Math.toRadians(longitude);
        double sine = Math.sin(phi);
        double normal = EQUATOR_RADIUS_METRES / Math.sqrt(1 - ECCENTRICITY_SQUARED * sine * sine);
        double fromAxis = normal * Math.cos(phi);
        return new double[] {
            fromAxis * Math.cos(lambda), fromAxis * Math.sin(lambda), normal * (1 - ECCENTRICITY_SQUARED) * sine
        };
    }
}
