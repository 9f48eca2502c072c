package datalab.ingest;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a source's settings. An invalid value is recorded with its location and the fallback is returned, so that all
 * errors are reported at once. The settings read here are the ones that exist.
 */
public interface SourceSettings {

    /** The address to listen on. */
    String host();

    String text(String path, String fallback);

    /** A text of a form that may be left out. */
    Optional<String> optional(String path, Pattern form, String expected);

    /** A port; 0 for any free one. */
    int port(String path, int fallback);

    int number(String path, int fallback, int min, int max, String expected);

    boolean flag(String path, boolean fallback);

    /** A size such as {@code 64KiB}. */
    long bytes(String path, String fallback, long min, long max);

    /** A length of time such as {@code 10s}. */
    Duration duration(String path, String fallback, Duration min, Duration max);
}
