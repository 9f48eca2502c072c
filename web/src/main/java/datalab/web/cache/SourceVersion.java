package datalab.web.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The version of something that answers are made from, such as a stream. One reading serves all requests of some
 * milliseconds, and no request waits long for it: while the store does not answer, the last known version stands.
 * Thread-safe.
 */
final class SourceVersion {
    private static final Logger LOG = LoggerFactory.getLogger(SourceVersion.class);

    /** How long a reading serves. */
    static final Duration GOOD_FOR = Duration.ofMillis(20);

    private static final Duration WAIT_MAX = Duration.ofMillis(100);
    private static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Supplier<String> read;
    private final Ticker ticker;
    private final AtomicReference<Reading> latest;
    private volatile String known = "";

    /** @param read asks the store; may throw */
    SourceVersion(Supplier<String> read, Ticker ticker) {
        this.read = read;
        this.ticker = ticker;
        Reading never = new Reading(ticker.read() - REST_AFTER_FAILURE.toNanos());
        never.text.complete("");
        this.latest = new AtomicReference<>(never);
    }

    /** Empty where it was never known. */
    String now() {
        Reading reading = latest();
        long now = ticker.read();
        if (reading.isOver(now)) {
            Reading next = new Reading(now);
            if (latest.compareAndSet(reading, next)) {
                Thread.ofVirtual().name("version").start(next::run);
            }
            reading = latest();
        }
        return reading.await(now);
    }

    private Reading latest() {
        return Objects.requireNonNull(latest.get(), "there always is one");
    }

    private final class Reading {
        private final long begun;
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private volatile Duration goodFor = GOOD_FOR;

        Reading(long begun) {
            this.begun = begun;
        }

        boolean isOver(long now) {
            return text.isDone() && now - begun >= goodFor.toNanos();
        }

        void run() {
            try {
                known = read.get();
            } catch (RuntimeException e) { // the store is away, or a bug: answers are kept by time alone meanwhile
                goodFor = REST_AFTER_FAILURE;
                LOG.atDebug().addKeyValue("reason", e.getMessage()).log("version unknown");
            }
            text.complete(known);
        }

        String await(long now) {
            try {
                long left = begun + WAIT_MAX.toNanos() - now;
                return text.isDone() || left > 0 ? text.get(Math.max(left, 0), TimeUnit.NANOSECONDS) : known;
            } catch (TimeoutException | ExecutionException e) {
                return known;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return known;
            }
        }
    }
}
