package datalab.store.retention;

import datalab.store.result.StoreUnavailable;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The horizon of each stream and view that is kept for a time only: what lies before it is not shown, and may be dropped. It only
 * rises, and is raised before anything is dropped. Thread-safe. Every method throws {@link StoreUnavailable} where the server
 * does not answer in time; nothing is retried in here.
 */
public interface Horizons {

    /** Empty where it never had one. */
    Optional<Instant> horizon(Retained of);

    /** All of a lab, in one snapshot; what has none is left out. */
    Map<Retained, Instant> ofLab(String lab);

    /**
     * Raises a horizon, in one transaction that a crash of the server does not take back. One that is there and higher stays.
     *
     * @param to whole microseconds count
     * @return where it is then
     */
    Instant raise(Retained of, Instant to);
}
