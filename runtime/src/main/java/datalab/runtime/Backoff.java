package datalab.runtime;

import java.time.Duration;

/**
 * The delays between retries after failures: doubling from a minimum to a maximum.
 *
 * @param min after the first; twice as long after each further one
 * @param max the longest rest
 * @param afterBug the delay after an unexpected exception, which a quick retry would hardly fix
 */
public record Backoff(Duration min, Duration max, Duration afterBug) {

    /** One that rests after a bug as after any other failure. */
    public static Backoff of(Duration min, Duration max) {
        return new Backoff(min, max, Duration.ZERO);
    }

    Duration after(Duration last) {
        Duration twice = last.multipliedBy(2);
        return twice.compareTo(max) < 0 ? twice : max;
    }
}
