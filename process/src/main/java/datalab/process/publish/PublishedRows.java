package datalab.process.publish;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputStep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows that an output shows: those of a view, or the events of a stream. Owned by one thread. */
interface PublishedRows {
    /** So many events at most are looked at in one step. */
    int EVENTS_MAX = 10_000;

    /** So many rows at most are in one page of a whole run. */
    int PAGE_ROWS = 5_000;

    /** Whose events change rows. */
    EventStream stream();

    /** Whether rows may be gone again, so that it has to be noted which ones the target may have. */
    boolean mayGo();

    /** Which state the rows are of: where it is another one, all are written again. Empty where there are none to show now. */
    Optional<String> state(OutputPosition position);

    /** This process publishes them from now on: what was known of them before counts no more. */
    default void begin() {}

    /** Begins a whole run; answers where it begins to follow events. */
    Offsets restart(OutputStep step, Offsets progress);

    /** The rows that events from here on have touched, as they are now: those of a bounded number of events. */
    Changes touched(OutputStep step, Offsets from, Offsets progress);

    /** The next rows of a whole run, those that are there; totals also need the events from here on. */
    Changes page(OutputStep step, Offsets from, Offsets progress);

    /** Whether the pages of the whole run are all handed out. */
    boolean isPaged();

    /** Whether there are rows to be written beside those of events and of a whole run. */
    default boolean isPending() {
        return false;
    }

    /** From which window on the table may show old totals once the rows handed out are written; null for none. */
    default @Nullable Instant stale() {
        return null;
    }

    /** Windows that began by then are not kept any longer, and their rows are gone; null where all are kept. */
    default @Nullable Instant ended(OutputPosition position) {
        return null;
    }

    /** The rows of these keys as they are now. */
    Changes named(OutputStep step, List<String> keys);
}
