package datalab.ingest.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many requests may be read at once: each holds up to two megabytes. Thread-safe. */
final class RequestRoom {
    private final Semaphore free;
    private final Duration wait;

    RequestRoom(int requestsMax, Duration wait) {
        this.free = new Semaphore(requestsMax);
        this.wait = wait;
    }

    /** Waits a little for room; false where there was none. */
    boolean enter() {
        try {
            return free.tryAcquire() || free.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void leave() {
        free.release();
    }
}
