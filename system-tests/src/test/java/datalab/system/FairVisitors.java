package datalab.system;

import datalab.system.AllPairs.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Visitors of {@link FairLab} whose phones report where they are: some a quarter of an hour late, and some twice, the second time
 * from elsewhere, which must not count. The same chance makes the same reports. Owned by one thread.
 */
final class FairVisitors {
    static final int PERSONS = 12;

    private static final Instant START = Instant.parse("2026-05-14T09:00:00Z");
    private static final int LATE_MS_MAX = 900_000;
    private static final int REPEAT_EVERY = 20;

    private final Random chance;
    private final List<Location> reported = new ArrayList<>();

    FairVisitors(Random chance) {
        this.chance = chance;
    }

    /** The next reports, one a line. */
    String lines(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            Location location = next();
            reported.add(location);
            lines.append(line(location));
            if (i % REPEAT_EVERY == 0) {
                Location first = reported.get(chance.nextInt(reported.size()));
                lines.append(line(anywhere(first.person(), first.id())));
            }
        }
        return lines.toString();
    }

    /** Each as it was reported first. */
    List<Location> reported() {
        return List.copyOf(reported);
    }

    private Location next() {
        return anywhere(chance.nextInt(PERSONS), reported.size());
    }

    private Location anywhere(long person, long id) {
        Instant at = START.plusMillis(reported.size() * 500L - chance.nextInt(LATE_MS_MAX));
        return new Location(person, id, at, 51.5 + chance.nextInt(40) * 1e-5, chance.nextInt(60) * 1e-5);
    }

    private static String line(Location location) {
        return "{\"person_id\":%d,\"id\":%d,\"latitude\":%s,\"longitude\":%s,\"at\":\"%s\"}%n"
                .formatted(location.person(), location.id(), location.latitude(), location.longitude(), location.at());
    }
}
