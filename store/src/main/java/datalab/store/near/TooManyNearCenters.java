package datalab.store.near;

import java.util.Locale;

/** A question names more places to look around than can be answered at once: whoever asks should ask for less. */
public final class TooManyNearCenters extends RuntimeException {
    public TooManyNearCenters(int arounds) {
        super(String.format(
                Locale.ROOT,
                "%,d places to look around, at most %,d at once; ask for a shorter time",
                arounds,
                NearQuery.AROUNDS_MAX));
    }
}
