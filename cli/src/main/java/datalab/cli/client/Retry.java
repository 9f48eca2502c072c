package datalab.cli.client;

import datalab.app.terminal.CommandFailed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * How long, and how often, to retry while a server does not respond.
 *
 * @param patience the time without a response after which it gives up
 * @param tell receives the cause of a failure, once for each outage
 */
public record Retry(Duration patience, Clock clock, Consumer<String> tell) {
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
        void waitAfter(String trouble) {
            if (deadline.equals(Instant.MAX)) {
                deadline = clock.instant().plus(patience);
                tell.accept(trouble + "; trying again for " + patience.toSeconds() + " s");
            }
            if (clock.instant().isAfter(deadline)) {
                throw new CommandFailed(trouble + ", for " + patience.toSeconds() + " s");
            }
            PollDelay.of(pause);
            pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
        }
    }
}
