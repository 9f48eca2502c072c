package datalab.web.cache;

import datalab.web.http.HttpProblem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One load that is in progress, and the requests that wait for it. Thread-safe. */
final class InFlightLoad {
    private final CompletableFuture<CacheEntry> landed = new CompletableFuture<>();
    /** Of what the answer is made from, when the store was asked; null while it has not been asked. */
    private volatile @Nullable String begun;

    /** From here on the store's answer may be older than a request that comes now. */
    void begin(String version) {
        begun = version;
    }

    /**
     * Whether a request that comes now may share what this brings.
     *
     * @param version of what the answer is made from now
     */
    boolean takes(Freshness freshness, String version) {
        String at = begun;
        return at == null || (freshness.isCached() && at.equals(version));
    }

    void land(CacheEntry kept) {
        landed.complete(kept);
    }

    void fail(Throwable error) {
        landed.completeExceptionally(error);
    }

    CacheEntry await(Duration waitMax) {
        try {
            return landed.get(waitMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (TimeoutException e) {
            throw HttpProblem.unavailable(
                    "no answer from the store within " + waitMax.toSeconds() + " s; ask again", Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpProblem.unavailable("stopped while waiting for the store", Duration.ofSeconds(1));
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> new IllegalStateException("a load failed without saying why");
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException("a load threw a checked exception", cause);
        };
    }
}
