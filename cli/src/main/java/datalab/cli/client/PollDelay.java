package datalab.cli.client;

import datalab.app.terminal.CommandFailed;
import java.time.Duration;

/** Waits between two questions to a server. */
public final class PollDelay {
    private PollDelay() {}

    /** {@link CommandFailed} where the thread is interrupted. */
    public static void of(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }
}
