package datalab.access.oidc;

import java.time.Duration;

/**
 * How long a provider's keys are used.
 *
 * @param fresh after that they are asked for again
 * @param stale they are used no longer after they were last seen, while the provider is away
 * @param between the period in which the keys are fetched at most twice, however many unknown keys tokens name
 * @param answer a provider's answer may take
 */
record KeyTimes(Duration fresh, Duration stale, Duration between, Duration answer) {
    static final KeyTimes USUAL =
            new KeyTimes(Duration.ofMinutes(5), Duration.ofHours(12), Duration.ofSeconds(10), Duration.ofSeconds(5));
}
