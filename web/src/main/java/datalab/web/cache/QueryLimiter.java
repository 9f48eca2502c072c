package datalab.web.cache;

import datalab.store.result.QueryTimeout;
import datalab.web.http.HttpProblem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Limits how many queries the store runs at once, and how many of them may be heavy: at most half, so that the others
 * are left for quick ones. Thread-safe; first come, first served for each cost.
 */
public final class QueryLimiter {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Semaphore places;
    private final Semaphore heavy;
    private final int placesMax;
    private final int heavyMax;
    private final Duration waitMax;

    public QueryLimiter(int placesMax, Duration waitMax) {
        this.placesMax = placesMax;
        this.heavyMax = Math.max(1, placesMax / 2);
        this.places = new Semaphore(placesMax, true);
        this.heavy = new Semaphore(heavyMax, true);
        this.waitMax = waitMax;
    }

    /**
     * Runs a query when a place is free.
     *
     * @throws HttpProblem that asks to retry, if none is free in time or the store took too long
     */
    public <T> T through(QueryCost cost, Supplier<T> query) {
        return switch (cost) {
            case QUICK -> in(places, placesMax, "", query);
            case HEAVY -> in(heavy, heavyMax, " for many rows", () -> in(places, placesMax, "", query));
        };
    }

    private <T> T in(Semaphore free, int max, String kind, Supplier<T> query) {
        enter(free, max, kind);
        try {
            return query.get();
        } catch (QueryTimeout e) {
            throw HttpProblem.unavailable(
                    "the question took longer than " + e.max().toSeconds()
                            + " s and was given up; narrow it with from, to, limit or a filter by key",
                    RETRY_AFTER);
        } finally {
            free.release();
        }
    }

    private void enter(Semaphore free, int max, String kind) {
        try {
            if (free.tryAcquire(waitMax.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw HttpProblem.unavailable(
                max + " questions" + kind + " are already being answered and none ended within " + waitMax.toMillis()
                        + " ms; ask again",
                RETRY_AFTER);
    }
}
