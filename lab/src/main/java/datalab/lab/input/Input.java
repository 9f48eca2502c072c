package datalab.lab.input;

import java.util.List;

/** One source of a stream's events that its lab declares under {@code in:}, such as an MQTT topic filter. Immutable. */
public interface Input {

    /** The kind of source, as {@code in:} names it: {@code mqtt}. */
    String kind();

    /** Its display name, before each of {@link #texts}: {@code MQTT}. */
    String label();

    /** What it takes, as the lab declares it: {@code sensors/#}. A stream declares each of them once. */
    List<String> texts();

    /** Whether it has an end and is loaded once, so that what has been loaded must be remembered in the store. */
    default boolean isLoadedOnce() {
        return false;
    }
}
