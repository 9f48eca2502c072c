package datalab.web.cache;

import datalab.web.http.NoAnswer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Bounds how many questions the store is asked at once. Thread-safe; whoever waited longest goes first. */
public final class Gate {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Semaphore places;
    private final int placesMax;
    private final Duration waitMax;

    public Gate(int placesMax, Duration waitMax) {
        this.places = new Semaphore(placesMax, true);
        this.placesMax = placesMax;
        this.waitMax = waitMax;
    }

    /**
     * Runs a question when a place is free.
     *
     * @throws NoAnswer that asks to come back, where none is free in time
     */
    public <T> T through(Supplier<T> question) {
        enter();
        try {
            return question.get();
        } finally {
            places.release();
        }
    }

    private void enter() {
        try {
            if (places.tryAcquire(waitMax.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw NoAnswer.unavailable(
                placesMax + " questions are already being answered and none ended within " + waitMax.toMillis()
                        + " ms; ask again",
                RETRY_AFTER);
    }
}
