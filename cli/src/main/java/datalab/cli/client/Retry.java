package datalab.cli.client;

import datalab.app.terminal.CommandFailed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * How long, and how often, to ask again while a server does not answer.
 *
 * @param patience after which it gives up; counted anew from every answer
 * @param tell hears what is in the way, once for each time it begins
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

        /** Waits before the next attempt; {@link CommandFailed} with the trouble where patience is at its end. */
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
