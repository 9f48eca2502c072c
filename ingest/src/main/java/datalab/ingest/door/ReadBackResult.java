package datalab.ingest.door;

import datalab.lab.event.Event;
import org.jspecify.annotations.Nullable;

/** The result of waiting until an event is visible in the archive. */
public sealed interface ReadBackResult {

    /** It can be read back, and others can refer to it. */
    record Visible() implements ReadBackResult {}

    /** It is in the log, but it takes longer, or nobody can tell now. */
    record NotYet() implements ReadBackResult {}

    /**
     * It repeats an event of the archive, which stays as it is.
     *
     * @param detail says so to people, and which event it is
     * @param first the event that stays; null where it is not known
     */
    record Repeat(String detail, @Nullable Event first) implements ReadBackResult {}
}
