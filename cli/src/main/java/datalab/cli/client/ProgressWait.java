package datalab.cli.client;

import datalab.app.terminal.CommandFailed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Waits between questions to a server for as long as its answers show progress now and then. One thread uses it. */
public final class ProgressWait {
    private final Clock clock;
    private final Duration timeout;
    private final Duration poll;
    private Instant deadline;

    /**
     * The time without progress begins now.
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

    /** Waits until the next question; fails as it is told where there was no progress for too long. */
    public void beforeNext(Supplier<CommandFailed> gaveUp) {
        if (clock.instant().isAfter(deadline)) {
            throw gaveUp.get();
        }
        PollDelay.of(poll);
    }

    /** An answer has shown progress: the time without begins again. */
    public void progressed() {
        deadline = clock.instant().plus(timeout);
    }
}
