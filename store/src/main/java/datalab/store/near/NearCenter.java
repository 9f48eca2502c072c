package datalab.store.near;

import datalab.lab.geo.PlaceAndTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The center of a search by distance, with the range of time to search.
 *
 * @param latitude degrees on WGS 84, as is {@code longitude}
 * @param from inclusive; null for no bound
 * @param to exclusive; null for no bound
 */
public record NearCenter(
        double latitude,
        double longitude,
        @Nullable Instant from,
        @Nullable Instant to) {

    public NearCenter {
        checkPosition(latitude, longitude);
    }

    /** For events of any time. */
    public NearCenter(double latitude, double longitude) {
        this(latitude, longitude, null, null);
    }

    /** The same for what finds places. */
    public PlaceAndTime place() {
        return PlaceAndTime.of(latitude, longitude, from, to);
    }

    private static void checkPosition(double latitude, double longitude) {
        PlaceAndTime.of(latitude, longitude, null, null);
    }
}
