package datalab.cli.simulate.conference;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A visitor's phone: looks every 30 to 60 seconds where it is and says so; keeps it to itself while it is out of reach, for
 * up to 20 minutes, and says it all when it is back. Not thread-safe.
 */
final class Phone {
    static final double REPORT_SECONDS_MIN = 30;
    static final double REPORT_SECONDS_MAX = 60;
    static final double OFFLINE_SECONDS_MAX = 20 * 60;

    private static final double OFFLINE_SECONDS_MIN = 60;
    private static final double OFFLINE_CHANCE = 0.008;

    private final int number;
    private final Visitor visitor;
    private final GpsNoise gps;
    private final RandomGenerator random;
    private final double closes;
    private final List<Location> heldBack = new ArrayList<>();
    private double due;
    private double offlineUntil;

    /** @param closes when its owner goes home, in seconds after the opening */
    Phone(int number, Visitor visitor, RandomGenerator random, double closes) {
        this.number = number;
        this.visitor = visitor;
        this.gps = new GpsNoise(random);
        this.random = random;
        this.closes = closes;
        this.due = visitor.arrives() + REPORT_SECONDS_MAX * random.nextDouble();
    }

    /** When it looks or speaks next; infinite when its owner has gone and all is said. */
    double due() {
        if (due < closes) {
            return due;
        }
        return heldBack.isEmpty() ? Double.POSITIVE_INFINITY : Math.max(closes, offlineUntil);
    }

    int number() {
        return number;
    }

    /** What it sends when it is due: mostly one location, none while out of reach, many when it is back. */
    List<Location> report() {
        double now = due();
        List<Location> locations = new ArrayList<>();
        if (now >= offlineUntil) {
            heldBack.stream().map(held -> sent(held, now)).forEach(locations::add);
            heldBack.clear();
        }
        if (due < closes) {
            look(now, locations);
        }
        return locations;
    }

    private void look(double now, List<Location> locations) {
        Spot seen = gps.seen(visitor.at(now));
        Location location = new Location(number, now, now, Venue.latitude(seen), Venue.longitude(seen));
        (now < offlineUntil ? heldBack : locations).add(location);
        due = now + REPORT_SECONDS_MIN + (REPORT_SECONDS_MAX - REPORT_SECONDS_MIN) * random.nextDouble();
        if (now >= offlineUntil && random.nextDouble() < OFFLINE_CHANCE) {
            offlineUntil =
                    now + OFFLINE_SECONDS_MIN + (OFFLINE_SECONDS_MAX - OFFLINE_SECONDS_MIN) * random.nextDouble();
        }
    }

    private static Location sent(Location held, double now) {
        return new Location(held.visitor(), held.at(), now, held.latitude(), held.longitude());
    }
}
