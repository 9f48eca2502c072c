package datalab.cli.client;

import datalab.app.terminal.CommandFailed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * How long, and how often, to retry while a server does not respond.
 *
 * @param timeLimit the time without a response after which it gives up
 * @param onFailure receives the cause of a failure, once for each outage
 */
public record Retry(Duration timeLimit, Clock clock, Consumer<String> onFailure) {
    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(3);

    Attempts begin() {
        return new Attempts();
    }

    /** The attempts at one request. */
    final class Attempts {
        private Instant deadline = Instant.MAX;
        private Duration pause = PAUSE_MIN;

        /** Waits before the next attempt; {@link CommandFailed} with the cause once the time limit has passed. */
        void waitAfter(String failure) {
            if (deadline.equals(Instant.MAX)) {
                deadline = clock.instant().plus(timeLimit);
                onFailure.accept(failure + "; trying again for " + timeLimit.toSeconds() + " s");
            }
            if (clock.instant().isAfter(deadline)) {
                throw new CommandFailed(failure + ", for " + timeLimit.toSeconds() + " s");
            }
            PollDelay.of(pause);
            pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
        }
    }
}
