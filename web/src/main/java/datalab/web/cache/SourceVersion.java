package datalab.web.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
    private final AtomicReference<@Nullable Reading> running = new AtomicReference<>();
    private volatile Known known;

    /** @param read asks the store; may throw */
    SourceVersion(Supplier<String> read, Ticker ticker) {
        this.read = read;
        this.ticker = ticker;
        this.known = new Known("", ticker.read() - GOOD_FOR.toNanos(), GOOD_FOR);
    }

    /** Empty where it was never known. The next reading begins before the last one is over, so that few requests ever wait. */
    String now() {
        Known last = known;
        long now = ticker.read();
        long age = now - last.begun();
        if (age < last.goodFor().toNanos() / 2) {
            return last.text();
        }
        Reading next = running();
        return age < last.goodFor().toNanos() ? last.text() : next.await(now);
    }

    private Reading running() {
        Reading mine = new Reading(ticker.read());
        Reading other = running.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        Thread.ofVirtual().name("version").start(mine::run);
        return mine;
    }

    /**
     * What the last reading came to.
     *
     * @param begun on the ticker
     */
    private record Known(String text, long begun, Duration goodFor) {}

    private final class Reading {
        private final long begun;
        private final CompletableFuture<String> text = new CompletableFuture<>();

        Reading(long begun) {
            this.begun = begun;
        }

        void run() {
            try {
                known = new Known(read.get(), begun, GOOD_FOR);
            } catch (RuntimeException e) { // the store is away, or a bug: answers are kept by time alone meanwhile
                known = new Known(known.text(), begun, REST_AFTER_FAILURE);
                LOG.atDebug().addKeyValue("reason", e.getMessage()).log("version unknown");
            } finally {
                running.set(null);
                text.complete(known.text());
            }
        }

        String await(long now) {
            try {
                long left = begun + WAIT_MAX.toNanos() - now;
                return left > 0 ? text.get(left, TimeUnit.NANOSECONDS) : text.getNow(known.text());
            } catch (TimeoutException | ExecutionException e) {
                return known.text();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return known.text();
            }
        }
    }
}
