package datalab.lab.geo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A position and the range of time in which it applies.
 *
 * @param fromMicros microseconds since 1970, inclusive; {@link Long#MIN_VALUE} for always
 * @param toMicros microseconds since 1970, exclusive; {@link Long#MAX_VALUE} for no end
 */
public record PlaceAndTime(double latitude, double longitude, long fromMicros, long toMicros) {
    private static final long PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    public PlaceAndTime {
        if (!Wgs84.isPosition(latitude, longitude)) {
            throw new IllegalArgumentException("no position: latitude " + latitude + ", longitude " + longitude);
        }
    }

    /** A place that counts in [from, to), each null for no bound. */
    public static PlaceAndTime of(double latitude, double longitude, @Nullable Instant from, @Nullable Instant to) {
        return new PlaceAndTime(
                latitude,
                longitude,
                from == null ? Long.MIN_VALUE : micros(from),
                to == null ? Long.MAX_VALUE : micros(to));
    }

    /** Microseconds since 1970, rounded up, so that bounds between two microseconds hold for times of whole ones. */
    public static long micros(Instant time) {
        long seconds = time.getEpochSecond();
        if (Math.abs(seconds) >= Long.MAX_VALUE / PER_SECOND) {
            return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return seconds * PER_SECOND + Math.ceilDiv(time.getNano(), NANOS_PER_MICRO);
    }

    /** The same place, at no time before. */
    public PlaceAndTime notBefore(long micros) {
        return micros <= fromMicros ? this : new PlaceAndTime(latitude, longitude, micros, toMicros);
    }

    boolean isAt(long micros) {
        return fromMicros <= micros && micros < toMicros;
    }
}
