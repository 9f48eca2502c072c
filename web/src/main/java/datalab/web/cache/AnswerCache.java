package datalab.web.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import datalab.web.http.Answer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers by request, so that a question many ask is put to the store once. Bounded by bytes; errors are never kept.
 *
 * <p>Thread-safe. Of requests that come together for one key one loads and the others wait for it. While an answer is
 * stale it is served as it is and one background load refreshes it; where that fails it stays until its stale time
 * ends.
 */
public final class AnswerCache {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerCache.class);
    private static final Duration FLIGHT_WAIT_MAX = Duration.ofSeconds(60);
    private static final int ENTRY_OVERHEAD_BYTES = 512;

    private final Cache<String, Kept> entries;
    private final ConcurrentMap<String, Flight> flights = new ConcurrentHashMap<>();
    private final Ticker ticker;
    private final Gate gate;
    private final Counter hits;
    private final Counter stales;
    private final Counter misses;

    public AnswerCache(long bytesMax, Ticker ticker, Gate gate, MeterRegistry meters) {
        this.ticker = ticker;
        this.gate = gate;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((String key, Kept kept) -> kept.answer().bytes() + key.length() * 2 + ENTRY_OVERHEAD_BYTES)
                .expireAfter(Expiry.writing(
                        (String key, Kept kept) -> kept.freshness().kept()))
                .ticker(ticker)
                .executor(Runnable::run) // so that the bound holds at once, however busy other threads are
                .build();
        this.hits = meters.counter("datalab.web.cache.answers", "outcome", "fresh");
        this.stales = meters.counter("datalab.web.cache.answers", "outcome", "stale");
        this.misses = meters.counter("datalab.web.cache.answers", "outcome", "loaded");
    }

    /**
     * The answer to a request, kept or loaded.
     *
     * @param load asks the store; what it throws goes to all who wait for it and is not kept
     */
    public Served get(Question question, Supplier<Answer> load) {
        Kept kept = keptOf(question);
        long now = ticker.read();
        if (kept != null && kept.isFresh(now)) {
            hits.increment();
            return kept.served(now);
        }
        if (kept != null && kept.isServable(now)) {
            stales.increment();
            refresh(question, load);
            return kept.served(now);
        }
        misses.increment();
        return fetch(question, load).served(ticker.read());
    }

    private void refresh(Question question, Supplier<Answer> load) {
        Flight flight = new Flight();
        if (flights.putIfAbsent(question.key(), flight) == null) {
            Thread.ofVirtual().name("refresh").start(() -> refreshNow(question, load, flight));
        }
    }

    private void refreshNow(Question question, Supplier<Answer> load, Flight flight) {
        try {
            lead(question, load, flight);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("key", question.key())
                    .addKeyValue("error", e.getMessage())
                    .log("stale answer could not be refreshed");
        }
    }

    private Kept fetch(Question question, Supplier<Answer> load) {
        Flight mine = new Flight();
        Flight flight = flights.compute(
                question.key(), (same, other) -> other != null && other.takes(question.freshness()) ? other : mine);
        return flight == mine ? lead(question, load, mine) : flight.await(FLIGHT_WAIT_MAX);
    }

    private Kept lead(Question question, Supplier<Answer> load, Flight flight) {
        try {
            Kept kept = gate.through(question.lane(), () -> {
                flight.begin();
                return loadUnlessFresh(question, load);
            });
            flights.remove(question.key(), flight);
            flight.land(kept);
            return kept;
        } catch (RuntimeException | Error e) {
            flights.remove(question.key(), flight);
            flight.fail(e);
            throw e;
        }
    }

    private Kept loadUnlessFresh(Question question, Supplier<Answer> load) {
        long now = ticker.read();
        // Another load may have ended between this request's look into the cache and its turn.
        @Nullable Kept kept = keptOf(question);
        if (kept != null && kept.isFresh(now)) {
            return kept;
        }
        Answer answer = load.get();
        Kept loaded = new Kept(answer, now, question.freshness());
        if (question.freshness().isCached()) {
            if (answer.isWorthCompressing()) {
                answer.gzip();
            }
            entries.put(question.key(), loaded);
        }
        return loaded;
    }

    private @Nullable Kept keptOf(Question question) {
        return question.freshness().isCached() ? entries.getIfPresent(question.key()) : null;
    }
}
