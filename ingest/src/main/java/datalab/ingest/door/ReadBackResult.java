package datalab.ingest.door;

import datalab.lab.event.Event;
import org.jspecify.annotations.Nullable;

/** The result of waiting until an event is visible in the archive. */
public sealed interface ReadBackResult {

    /** It can be read back, and others can refer to it. */
    record Visible() implements ReadBackResult {}

    /** It is in the log, but not visible in time, or the archive does not respond. */
    record NotYet() implements ReadBackResult {}

    /**
     * It repeats an event of the archive, which stays as it is.
     *
     * @param detail a message that names the archived event
     * @param first the event that stays; null where it is not known
     */
    record Repeat(String detail, @Nullable Event first) implements ReadBackResult {}
}
