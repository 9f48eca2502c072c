package datalab.process.batch;

import java.time.Duration;

/**
 * Identifies the process that runs batches and sets the length of its lease.
 *
 * @param owner the name shown for the process that runs a batch
 * @param lease how long the owner may fail to renew it; a step of a batch that takes longer may be lost
 */
public record BatchSettings(String owner, Duration lease) {
    /** Twice as long as the store lets a statement run. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    public BatchSettings {
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("lease must be longer than nothing, got " + lease);
        }
    }

    /** With the default for everything that is not a name. */
    public static BatchSettings of(String owner) {
        return new BatchSettings(owner, LEASE);
    }
}
