package datalab.web.export;

import datalab.access.Caller;
import datalab.store.result.QueryTimeout;
import datalab.web.http.ExpensiveTurn;
import datalab.web.http.HttpProblem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Limits how many exports run at once, beside all other questions: each takes a connection of its own. Thread-safe. */
final class ExportLimiter {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final Semaphore places;
    private final int placesMax;
    private final Duration waitMax;

    ExportLimiter(int placesMax, Duration waitMax) {
        this.places = new Semaphore(placesMax, true);
        this.placesMax = placesMax;
        this.waitMax = waitMax;
    }

    /**
     * Runs an export when a place is free.
     *
     * @throws HttpProblem that asks to retry, if none is free in time or the store took too long
     */
    void through(Caller caller, Runnable export) {
        ExpensiveTurn.take(caller, () -> {
            inPlace(export);
            return true;
        });
    }

    private void inPlace(Runnable export) {
        enter();
        try {
            export.run();
        } catch (QueryTimeout e) {
            throw HttpProblem.unavailable(
                    "the export took longer than " + e.max().toSeconds()
                            + " s and was given up; narrow it with from, to or a filter",
                    RETRY_AFTER);
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
        throw HttpProblem.unavailable(
                placesMax + " exports are already running and none ended within " + waitMax.toMillis()
                        + " ms; ask again",
                RETRY_AFTER);
    }
}
