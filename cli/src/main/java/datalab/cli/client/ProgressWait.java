package datalab.cli.client;

import datalab.app.terminal.CommandFailed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Polls a server with a timeout that starts anew with each sign of progress. Owned by one thread. */
public final class ProgressWait {
    private final Clock clock;
    private final Duration timeout;
    private final Duration poll;
    private Instant deadline;

    /**
     * Starts the timeout.
     *
     * @param timeout after which waiting without any progress ends
     * @param poll how long to wait between two questions
     */
    public ProgressWait(Clock clock, Duration timeout, Duration poll) {
        this.clock = clock;
        this.timeout = timeout;
        this.poll = poll;
        this.deadline = clock.instant().plus(timeout);
    }

    /** Sleeps for one poll interval; throws {@code gaveUp} once the timeout has passed without progress. */
    public void beforeNext(Supplier<CommandFailed> gaveUp) {
        if (clock.instant().isAfter(deadline)) {
            throw gaveUp.get();
        }
        PollDelay.of(poll);
    }

    /** Starts the timeout anew. */
    public void progressed() {
        deadline = clock.instant().plus(timeout);
    }
}
