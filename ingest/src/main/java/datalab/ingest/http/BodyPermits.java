package datalab.ingest.http;

import datalab.http.BodyStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The limited slots for request bodies that are being read, of up to two megabytes each. Where all are taken, the sender
 * whose bytes arrive most slowly loses its slot to one that waits, so that slow bodies cannot block others.
 * Thread-safe.
 */
final class BodyPermits {
    /** A sender whose slot has waited less than this for bytes is not slow yet. */
    private static final Duration SLOW = Duration.ofMillis(500);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final int max;
    private final Duration wait;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Set<PermittedBody> taken = new HashSet<>();
    private boolean isLookedAfter;
    private int waiting;

    /** @param wait how long a body may wait for a slot */
    BodyPermits(int max, Duration wait) {
        this.max = max;
        this.wait = wait;
    }

    /** The body in its slot, until it leaves; empty if there was no slot in time. */
    Optional<PermittedBody> enter(BodyStream body) {
        long until = System.nanoTime() + wait.toNanos();
        lock.lock();
        try {
            while (taken.size() >= max) {
                long leftNanos = until - System.nanoTime();
                if (leftNanos <= 0) {
                    return Optional.empty();
                }
                await(leftNanos);
            }
            PermittedBody placed = new PermittedBody(body, this);
            taken.add(placed);
            return Optional.of(placed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            left.signal(); // another one looks from now on
            lock.unlock();
        }
    }

    /** Does nothing where it has left already. */
    void leave(PermittedBody body) {
        lock.lock();
        try {
            if (taken.remove(body)) {
                left.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One of the waiting threads checks for slow senders periodically, until it waits no more. */
    @SuppressWarnings("WaitNotInLoop") // callers call it in a loop
    private void await(long nanos) throws InterruptedException {
        waiting++;
        boolean looks = !isLookedAfter;
        isLookedAfter = true;
        try {
            if (looks) {
                slowest().limit(waiting).forEach(PermittedBody::cut);
            }
            left.awaitNanos(looks ? Math.min(LOOK.toNanos(), nanos) : nanos);
        } finally {
            isLookedAfter &= !looks;
            waiting--;
        }
    }

    private Stream<PermittedBody> slowest() {
        return taken.stream()
                .filter(body -> body.isWaiting() && body.waited().compareTo(SLOW) > 0)
                .sorted(Comparator.comparingDouble(PermittedBody::bytesPerSecond));
    }
}
