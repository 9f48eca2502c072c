package datalab.cli.send;

import static java.util.Objects.requireNonNull;

import datalab.app.terminal.CommandFailed;
import datalab.cli.client.ProgressWait;
import datalab.lab.event.Offsets;
import java.time.Clock;
import java.time.Duration;

/** Waits until everything that a stream's topic held at one moment has been processed. */
final class AwaitProcessed {
    private static final Duration POLL = Duration.ofMillis(100);

    private final StreamClient client;
    private final Clock clock;
    private final Duration timeout;

    /** @param timeout after which waiting without any progress ends */
    AwaitProcessed(StreamClient client, Clock clock, Duration timeout) {
        this.client = client;
        this.clock = clock;
        this.timeout = timeout;
    }

    /** Returns the status once all is processed; {@link CommandFailed} if processing stops before. */
    StreamStatus await() {
        ProgressWait wait = new ProgressWait(clock, timeout, POLL);
        StreamStatus status = client.status();
        while (endsAreMissing(status)) {
            status = next(wait, "the log did not say how much it holds");
        }
        Offsets goals = Offsets.of(
                status.partitions(),
                StreamStatus.Partition::number,
                partition -> requireNonNull(partition.endOffset()));
        long left = left(status, goals);
        wait.progressed();
        while (left > 0) {
            status = next(wait, left + " events were still unprocessed and nothing moved");
            long before = left;
            left = left(status, goals);
            if (left < before) {
                wait.progressed();
            }
        }
        return status;
    }

    /** The status a little later; {@link CommandFailed} where nothing has moved for too long. */
    private StreamStatus next(ProgressWait wait, String problem) {
        wait.beforeNext(() -> new CommandFailed(problem + " for " + timeout.toSeconds() + " s (--timeout)"));
        return client.status();
    }

    private static boolean endsAreMissing(StreamStatus status) {
        return status.partitions().isEmpty()
                || status.partitions().stream().anyMatch(partition -> partition.endOffset() == null);
    }

    private static long left(StreamStatus status, Offsets goals) {
        long left = 0;
        for (StreamStatus.Partition partition : status.partitions()) {
            long open = Math.max(0, goals.of(partition.number()) - partition.nextOffset());
            if (open > 0 && !partition.alarm().isEmpty()) {
                throw new CommandFailed("partition " + partition.number() + " has stopped: " + partition.alarm());
            }
            left += open;
        }
        return left;
    }
}
