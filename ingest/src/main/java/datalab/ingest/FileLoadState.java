package datalab.ingest;

import org.jspecify.annotations.Nullable;

/**
 * The load state of one file.
 *
 * @param topic of the stream that it is for
 * @param name relative to the lab's folder, with slashes
 * @param detail why it waits or has failed; null where there is nothing to say
 */
public record FileLoadState(
        String topic, String name, Kind kind, @Nullable String detail) {

    /** How far it is. */
    public enum Kind {
        /** Not loaded yet; it is tried again by itself. */
        WAITING,
        LOADED,
        /** Cannot be loaded as it is; it is tried again at the next start. */
        FAILED
    }
}
