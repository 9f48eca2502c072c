package datalab.lab.stream;

/**
 * Which fields of a stream say where an event happened, in degrees on the WGS 84 ellipsoid.
 *
 * @param latitude a field of numbers from −90 to 90
 * @param longitude a field of numbers from −180 to 180
 */
public record PositionFields(String latitude, String longitude) {
    public static final double LATITUDE_MAX = 90;
    public static final double LONGITUDE_MAX = 180;
}
