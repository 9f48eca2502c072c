package datalab.lab.geo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.sf.geographiclib.Geodesic;
import net.sf.geographiclib.GeodesicData;

/** Places where reckoning goes wrong: at the poles, where longitudes meet, where S2's faces meet; and anywhere. */
final class RandomPlaces {
    private static final double[][] CORNERS = {
        {90, 0}, {-90, 17}, {0, 180}, {0, -180}, {66, 180}, {0, 45}, {45, 10}, {35.26438968, 45}, {35.08, -106.65}
    };

    private RandomPlaces() {}

    static PlaceAndTime next(Random random) {
        if (random.nextBoolean()) {
            return PlaceAndTime.of(random.nextDouble() * 180 - 90, random.nextDouble() * 360 - 180, null, null);
        }
        double[] corner = CORNERS[random.nextInt(CORNERS.length)];
        PlaceAndTime place = PlaceAndTime.of(corner[0], corner[1], null, null);
        return random.nextInt(3) == 0 ? place : within(random, Math.pow(10, random.nextInt(7)), place);
    }

    /** As far away as a radius or less, often exactly. */
    static PlaceAndTime within(Random random, double metres, PlaceAndTime place) {
        double share = random.nextBoolean() ? 1 : Math.sqrt(random.nextDouble());
        GeodesicData there =
                Geodesic.WGS84.Direct(place.latitude(), place.longitude(), random.nextDouble() * 360, share * metres);
        return PlaceAndTime.of(there.lat2, there.lon2, null, null);
    }

    static double metres(Random random) {
        return random.nextInt(8) == 0 ? 0 : Math.pow(10, random.nextDouble() * 7.3 - 1);
    }

    /** Some that lie close together, some exactly in one place, at times that overlap. */
    static List<PlaceAndTime> crowd(Random random, double metres) {
        PlaceAndTime middle = next(random);
        List<PlaceAndTime> places = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(60); i++) {
            PlaceAndTime place =
                    random.nextInt(4) == 0 && i > 0 ? places.getLast() : within(random, 2 * metres, middle);
            long from = random.nextInt(3) == 0 ? Long.MIN_VALUE : random.nextInt(100);
            long to = random.nextInt(3) == 0 ? Long.MAX_VALUE : from == Long.MIN_VALUE ? 50 : from + random.nextInt(50);
            places.add(new PlaceAndTime(place.latitude(), place.longitude(), from, to));
        }
        return places;
    }
}
