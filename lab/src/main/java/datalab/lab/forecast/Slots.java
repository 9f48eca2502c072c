package datalab.lab.forecast;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Event time cut into slots of one length, counted from the year 1970 in UTC. */
public record Slots(Duration every) {
    private static final long MICROS_A_SECOND = 1_000_000;

    /** The number of the slot that holds a time. */
    public long of(Instant time) {
        long since = Math.addExact(Math.multiplyExact(time.getEpochSecond(), MICROS_A_SECOND), time.getNano() / 1000L);
        return Math.floorDiv(since, micros());
    }

    /** When a slot begins. */
    public Instant start(long slot) {
        return Instant.EPOCH.plus(Math.multiplyExact(slot, micros()), ChronoUnit.MICROS);
    }

    private long micros() {
        return every.toNanos() / 1000;
    }
}
