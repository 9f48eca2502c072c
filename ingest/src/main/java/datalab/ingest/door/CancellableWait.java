package datalab.ingest.door;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** A sender's timeout for in-flight capacity; cancels its pending waits when it disconnects. Thread-safe. */
public final class CancellableWait {
    private final Duration atMost;
    private final Set<Runnable> waits = new HashSet<>();
    private boolean over;

    /** @param atMost the timeout */
    CancellableWait(Duration atMost) {
        this.atMost = atMost;
    }

    Duration atMost() {
        return atMost;
    }

    /** Ends all waits at once, and those that would begin. */
    public synchronized void end() {
        over = true;
        waits.forEach(Runnable::run);
        waits.clear();
    }

    synchronized boolean isOver() {
        return over;
    }

    /**
     * Begins a wait that {@link #finish} ends.
     *
     * @param wake what ends it early, perhaps at once; must not block, and is not called after {@code finish}
     */
    synchronized void begin(Runnable wake) {
        if (over) {
            wake.run();
        } else {
            waits.add(wake);
        }
    }

    synchronized void finish(Runnable wake) {
        waits.remove(wake);
    }
}
