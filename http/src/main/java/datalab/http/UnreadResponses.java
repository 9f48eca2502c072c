package datalab.http;

import datalab.http.HttpSettings.Readers;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The large answers that their clients have not read to the end, of all connections: bounded in bytes. Where the bound is reached
 * the slowest reader's connection is closed. Thread-safe.
 */
final class UnreadResponses {
    private final Readers readers;
    private final Set<UnreadResponse> waiting = new HashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long bytes;

    UnreadResponses(Readers readers) {
        this.readers = readers;
    }

    /** Whether an answer is so large that it may have to wait. */
    boolean counts(int bytes) {
        return bytes > readers.smallBytes();
    }

    /** Whether there is room for it; if so it must {@link #leave}. There always is if nothing else is pending. */
    boolean enter(UnreadResponse answer) {
        lock.lock();
        try {
            while (bytes > 0 && bytes + answer.bytes() > readers.bytesMax()) {
                Optional<UnreadResponse> slowest = slowest();
                if (slowest.isEmpty()) {
                    return false;
                }
                leave(slowest.get());
                slowest.get().cutOff();
            }
            waiting.add(answer);
            bytes += answer.bytes();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The response was read, or was abandoned. */
    void leave(UnreadResponse answer) {
        lock.lock();
        try {
            if (waiting.remove(answer)) {
                bytes -= answer.bytes();
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<UnreadResponse> slowest() {
        return waiting.stream()
                .filter(answer -> answer.ageNanos() > readers.undisturbed().toNanos())
                .min(Comparator.comparingDouble(UnreadResponse::bytesPerSecond));
    }
}
