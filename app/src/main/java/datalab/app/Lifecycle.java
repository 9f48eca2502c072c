package datalab.app;

import datalab.app.terminal.CommandFailed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a process in the order in which they were started. Closes them in reverse, each once, all within one time
 * limit: a part that hangs is abandoned. Half of the time is reserved for the first part, which all others depend on, as
 * servers that were not shut down cleanly start with a recovery. Thread-safe; may be closed while parts are being added.
 */
final class Lifecycle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Duration bound;
    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean ending;
    private boolean ended;

    Lifecycle(Duration bound) {
        this.bound = bound;
    }

    /** Registers a part for closing; called before it is started, so that one that fails during its start is closed too. */
    <T extends AutoCloseable> T own(String name, T part) {
        synchronized (parts) {
            if (ending) {
                throw new CommandFailed("stopped while starting");
            }
            parts.push(new Part(name, part));
        }
        return part;
    }

    /** Returns when all parts are closed or the time limit has passed; concurrent callers wait as well. */
    @Override
    public void close() {
        synchronized (parts) {
            if (ending) {
                awaitEnd();
                return;
            }
            ending = true;
        }
        long deadline = System.nanoTime() + bound.toNanos();
        long kept = bound.toNanos() / 2;
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            long left = deadline - System.nanoTime();
            // Half of what is left: one part that hangs still leaves time for the others.
            part.close(parts.isEmpty() ? left : (left - kept) / 2);
        }
        synchronized (parts) {
            ended = true;
            parts.notifyAll();
        }
    }

    private void awaitEnd() {
        try {
            long deadline = System.nanoTime() + bound.toNanos();
            long left = bound.toMillis();
            while (!ended && left > 0) {
                parts.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Part(String name, AutoCloseable part) {

        void close(long nanos) {
            Thread thread = Thread.ofPlatform().daemon().name("close-" + name).start(this::close);
            try {
                if (!thread.join(Duration.ofNanos(Math.max(nanos, 1)))) {
                    LOG.atWarn().addKeyValue("part", name).log("part did not close in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @SuppressWarnings("Interruption") // this thread is never interrupted
        private void close() {
            try {
                part.close();
            } catch (Exception e) { // the top of its thread; the other parts are closed all the same
                LOG.atWarn().addKeyValue("part", name).setCause(e).log("part did not close well");
            }
        }
    }
}
