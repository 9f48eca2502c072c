package datalab.cli.batch;

import datalab.app.terminal.CommandFailed;
import datalab.cli.client.ProgressWait;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Follows one run to its end. Gives up with {@link CommandFailed} if it does not start in time, or makes no progress for
 * as long; the run itself continues.
 */
final class RunFollower {
    private static final Duration POLL = Duration.ofMillis(200);

    private final BatchClient client;
    private final Clock clock;
    private final Duration timeLimit;

    RunFollower(BatchClient client, Clock clock, Duration timeLimit) {
        this.client = client;
        this.clock = clock;
        this.timeLimit = timeLimit;
    }

    /** Returns the run once it has ended, successfully or not. */
    BatchRunStatus toItsEnd(BatchRunStatus asked, Consumer<BatchRunStatus> show) {
        BatchRunStatus last = asked;
        ProgressWait wait = new ProgressWait(clock, timeLimit, POLL);
        while (!last.isOver()) {
            BatchRunStatus before = last;
            wait.beforeNext(() -> gaveUp(before));
            last = client.run(asked.id());
            show.accept(last);
            if (!last.equals(before)) {
                wait.progressed();
            }
        }
        return last;
    }

    private CommandFailed gaveUp(BatchRunStatus run) {
        String end = "; batch " + run.id() + " is still " + run.state() + ", `GET " + client.place(run)
                + "` tells what becomes of it";
        if (run.state().equals(BatchRunStatus.RUNNING)) {
            return new CommandFailed("nothing moved for " + timeLimit.toSeconds() + " s (--timeout)" + end);
        }
        Optional<BatchRunStatus> other = client.running();
        String why = other.map(running -> "another batch of the view is in the way: " + running.kind() + " "
                        + running.id() + ", run by " + running.owner())
                .orElse("nobody has begun it: is there a process with the role batch?");
        return new CommandFailed("waited " + timeLimit.toSeconds() + " s (--timeout), and " + why + end);
    }
}
