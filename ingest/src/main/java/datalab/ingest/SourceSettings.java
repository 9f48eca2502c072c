package datalab.ingest;

import java.time.Duration;

/**
 * Looks a source's settings up. A bad value is noted with its place and the fallback is given in its stead, so that people
 * are told of all mistakes at once. What is asked here is what can be set.
 */
public interface SourceSettings {

    /** The address to listen on. */
    String host();

    String text(String path, String fallback);

    /** A port; 0 for any free one. */
    int port(String path, int fallback);

    int number(String path, int fallback, int min, int max, String expected);

    /** A size such as {@code 64KiB}. */
    long bytes(String path, String fallback, long min, long max);

    /** A length of time such as {@code 10s}. */
    Duration duration(String path, String fallback, Duration min, Duration max);
}
