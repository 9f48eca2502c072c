package datalab.store.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides when another process may take over a running batch, and the number of the next attempt, independently of the
 * store's server.
 *
 * @param renewed when its owner last said that it is alive
 * @param isOwnerConnected whether the store still has a session of the owner
 */
public record BatchTakeover(String owner, Instant leaseUntil, Instant renewed, boolean isOwnerConnected) {
    /** An owner whose session has ended may have lost it only: it is dead when it has been silent for so long. */
    public static final Duration SILENCE_MAX = Duration.ofSeconds(5);

    /** How many runs are kept of each view and kind; older ones are forgotten. */
    public static final int RUNS_KEPT = 50;

    /**
     * Why the run counts as failed, as a message; empty while its owner may go on.
     *
     * @param now by the clock that the lease was given by
     */
    public Optional<String> failure(Instant now) {
        if (leaseUntil.isBefore(now)) {
            return Optional.of("its process gave no sign of life before its lease was over: " + owner);
        }
        if (!isOwnerConnected && renewed.isBefore(now.minus(SILENCE_MAX))) {
            return Optional.of("its process has gone: " + owner);
        }
        return Optional.empty();
    }

    /** Which attempt a run is, by the run of the same view and kind before it. */
    public static int attemptAfter(Optional<BatchRun> before) {
        return before.filter(run -> run.state() == BatchRun.State.FAILED)
                .map(run -> run.attempt() + 1)
                .orElse(1);
    }
}
