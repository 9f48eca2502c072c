package datalab.store.near;

import java.util.Locale;

/** Thrown if a query has more centers than can be searched at once; the caller should narrow it. */
public final class TooManyNearCenters extends RuntimeException {
    public TooManyNearCenters(int arounds) {
        super(String.format(
                Locale.ROOT,
                "%,d places to look around, at most %,d at once; ask for a shorter time",
                arounds,
                NearQuery.AROUNDS_MAX));
    }
}
