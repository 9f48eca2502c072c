package datalab.lab.time;

import java.time.Instant;

/** The result of parsing the text of a time. */
public sealed interface ParsedTime {

    /** The time it says, to the microsecond. */
    record Known(Instant time) implements ParsedTime {}

    /**
     * It says no time, or not which.
     *
     * @param expected what would have been one, for a person
     */
    record Unknown(String expected) implements ParsedTime {}

    /** A second since 1970 and what lies behind it, where stores can keep that. */
    static ParsedTime of(long second, int nano) {
        return EventTimeBounds.isKept(second)
                ? new Known(Instant.ofEpochSecond(second, nano))
                : new Unknown("a time in the years 1 to 9999 of UTC");
    }
}
