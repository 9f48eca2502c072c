package datalab.lab.time;

import java.time.Instant;

/** Checks that a time can be stored, and that it is plausible as an event time or an arrival time. */
public final class EventTimeBounds {
    private static final long SECONDS_MIN = -62_135_596_800L; // 0001-01-01
    private static final long SECONDS_MAX = 253_402_300_799L; // 9999-12-31T23:59:59
    private static final Instant PLAUSIBLE_MIN = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant PLAUSIBLE_MAX = Instant.parse("2201-01-01T00:00:00Z");

    /** As {@link TimeUnit} has it: smaller numbers of milliseconds are of clocks that were never set, of seconds, or none. */
    private static final Instant ARRIVAL_MIN = Instant.ofEpochSecond(100_000_000);

    private EventTimeBounds() {}

    /** Whether an event can have happened then: in the years 1900 to 2200. */
    public static boolean isPlausible(Instant time) {
        return !time.isBefore(PLAUSIBLE_MIN) && time.isBefore(PLAUSIBLE_MAX);
    }

    /** Whether a record can have come then. Kafka says of one without a timestamp that it is of -1 ms. */
    public static boolean isArrival(Instant timestamp) {
        return isPlausible(timestamp) && !timestamp.isBefore(ARRIVAL_MIN);
    }

    /** Whether a second since 1970 lies in the years 1 to 9999, which a store can write as a text and read back. */
    static boolean isKept(long second) {
        return second >= SECONDS_MIN && second <= SECONDS_MAX;
    }
}
