package datalab.ingest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What may still be handed to the log before something is acknowledged, in bytes. Every record costs its own bytes and what
 * it takes to keep track of it, so the number of records is bounded too. Thread-safe.
 */
final class Room {
    private static final int RECORD_BYTES = 512;

    private final Semaphore free;

    Room(int bytesMax) {
        this.free = new Semaphore(bytesMax);
    }

    static int cost(int payloadBytes) {
        return payloadBytes + RECORD_BYTES;
    }

    /** Waits; false where there was no room in time, or where the thread was interrupted. */
    boolean take(int cost, Duration atMost) {
        if (free.tryAcquire(cost)) {
            return true;
        }
        try {
            return free.tryAcquire(cost, atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void giveBack(int cost) {
        free.release(cost);
    }
}
