package datalab.cli.simulate.conference;

import java.util.List;

/**
 * Where the conference is: halls for talks to the north of a foyer, an exhibition with booths and a cafeteria to the south of
 * it, in Albuquerque. Every room has one door, to the foyer.
 */
final class Venue {
    static final Room FOYER = new Room("foyer", new Spot(0, 20), 60, 8, new Spot(30, 24));
    static final List<Room> HALLS = List.of(
            new Room("hall A", new Spot(0, 28), 30, 20, new Spot(15, 28)),
            new Room("hall B", new Spot(30, 28), 15, 20, new Spot(37.5, 28)),
            new Room("hall C", new Spot(45, 28), 15, 20, new Spot(52.5, 28)));
    static final Room EXHIBITION = new Room("exhibition", new Spot(0, 0), 36, 20, new Spot(18, 20));
    static final Room CAFETERIA = new Room("cafeteria", new Spot(36, 0), 24, 20, new Spot(48, 20));
    static final Spot ENTRANCE = new Spot(0, 24);

    private static final double LATITUDE = 35.0876;
    private static final double LONGITUDE = -106.6474;
    /** WGS 84: half of the equator's diameter in metres, and the square of the eccentricity. */
    private static final double RADIUS = 6_378_137;

    private static final double ECCENTRICITY_SQUARED = 0.006_694_379_990_14;
    private static final int BOOTHS_A_ROW = 5;
    private static final int BOOTHS = 15;

    private Venue() {}

    static List<Room> rooms() {
        return List.of(FOYER, HALLS.get(0), HALLS.get(1), HALLS.get(2), EXHIBITION, CAFETERIA);
    }

    /** Where one stands before a booth of the exhibition. */
    static Spot booth(int number) {
        int booth = Math.floorMod(number, BOOTHS);
        int row = booth / BOOTHS_A_ROW;
        return EXHIBITION.corner().moved(4 + 7.0 * (booth % BOOTHS_A_ROW), 4 + 6.0 * row);
    }

    /** Degrees, from the lengths of one degree on the ellipsoid at the venue; exact to a millimetre within it. */
    static double latitude(Spot spot) {
        double sine = Math.sin(Math.toRadians(LATITUDE));
        double flattened = 1 - ECCENTRICITY_SQUARED * sine * sine;
        double metresAlongMeridian = RADIUS * (1 - ECCENTRICITY_SQUARED) / Math.pow(flattened, 1.5);
        return LATITUDE + Math.toDegrees(spot.y() / metresAlongMeridian);
    }

    static double longitude(Spot spot) {
        double sine = Math.sin(Math.toRadians(LATITUDE));
        double radiusOfParallel =
                RADIUS * Math.cos(Math.toRadians(LATITUDE)) / Math.sqrt(1 - ECCENTRICITY_SQUARED * sine * sine);
        return LONGITUDE + Math.toDegrees(spot.x() / radiusOfParallel);
    }
}
