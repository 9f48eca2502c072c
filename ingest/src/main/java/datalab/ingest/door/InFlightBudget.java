package datalab.ingest.door;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits the bytes that have been passed to the log and are not yet acknowledged. Every record costs its own bytes and what
 * it takes to keep track of it, so the number of records is bounded too. Thread-safe.
 */
final class InFlightBudget {
    private static final int RECORD_BYTES = 512;

    private final Semaphore free;

    InFlightBudget(int bytesMax) {
        this.free = new Semaphore(bytesMax);
    }

    static int cost(int payloadBytes) {
        return payloadBytes + RECORD_BYTES;
    }

    /** Waits as long as the sender does; false where there was no room in time, or where the thread was interrupted. */
    boolean take(int cost, CancellableWait wait) {
        return free.tryAcquire(cost) || (!wait.atMost().isZero() && await(cost, wait));
    }

    private boolean await(int cost, CancellableWait wait) {
        Runnable wake = Thread.currentThread()::interrupt;
        boolean interrupted = false;
        wait.begin(wake);
        try {
            return free.tryAcquire(cost, wait.atMost().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            wait.finish(wake);
            if (wait.isOver()) {
                Thread.interrupted(); // it was woken, and has nothing to stop for
            } else if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void giveBack(int cost) {
        free.release(cost);
    }
}
