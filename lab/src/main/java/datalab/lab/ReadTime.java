package datalab.lab;

import java.time.Instant;

/** What became of a text that should say a time. */
public sealed interface ReadTime {

    /** The time it says, to the microsecond. */
    record Known(Instant time) implements ReadTime {}

    /**
     * It says no time, or not which.
     *
     * @param expected what would have been one, for a person
     */
    record Unknown(String expected) implements ReadTime {}

    /** A second since 1970 and what lies behind it, where stores can keep that. */
    static ReadTime of(long second, int nano) {
        return EventTime.isKept(second)
                ? new Known(Instant.ofEpochSecond(second, nano))
                : new Unknown("a time in the years 1 to 9999 of UTC");
    }
}
