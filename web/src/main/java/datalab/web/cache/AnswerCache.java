package datalab.web.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import datalab.store.cache.SharedCache;
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
 * Answers by request, so that a query of many clients is put to the store once. Bounded by bytes; errors are never kept.
 *
 * <p>Thread-safe. Of requests that come together for one key one loads and the others wait for it. While an answer is
 * stale it is served as it is and one background load refreshes it; where that fails it stays until its stale time
 * ends. Of answers that processes share only those of the current version are served, from here or from the shared
 * level behind it.
 */
public final class AnswerCache {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerCache.class);
    private static final Duration FLIGHT_WAIT_MAX = Duration.ofSeconds(60);
    private static final int ENTRY_OVERHEAD_BYTES = 512;

    private final Cache<String, CacheEntry> entries;
    private final ConcurrentMap<String, InFlightLoad> flights = new ConcurrentHashMap<>();
    private final Ticker ticker;
    private final QueryLimiter limiter;
    private final @Nullable SharedAnswers shared;
    private final Counter hits;
    private final Counter stales;
    private final Counter misses;

    /** One that shares nothing with other processes. */
    public AnswerCache(long bytesMax, Ticker ticker, QueryLimiter limiter, MeterRegistry meters) {
        this(bytesMax, ticker, limiter, null, meters);
    }

    /** @param shared where other processes keep answers, too; null for nowhere */
    public AnswerCache(
            long bytesMax, Ticker ticker, QueryLimiter limiter, @Nullable SharedCache shared, MeterRegistry meters) {
        this.shared = shared == null ? null : new SharedAnswers(shared, ticker, meters);
        this.ticker = ticker;
        this.limiter = limiter;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((String key, CacheEntry kept) ->
                        kept.answer().bytes() + key.length() * 2 + ENTRY_OVERHEAD_BYTES)
                .expireAfter(Expiry.writing(
                        (String key, CacheEntry kept) -> kept.freshness().kept()))
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
     * @param load queries the store; its exceptions go to all waiting requests and are not cached
     */
    public CachedAnswer get(CacheQuery query, Supplier<Answer> load) {
        String version = query.version();
        CacheEntry kept = keptOf(query, version);
        long now = ticker.read();
        if (kept != null && kept.isFresh(now)) {
            hits.increment();
            return kept.served(now, true);
        }
        if (kept != null && kept.isServable(now)) {
            stales.increment();
            refresh(query, load);
            return kept.served(now, true);
        }
        misses.increment();
        CacheEntry fetched = fetch(query, version, load);
        long later = ticker.read();
        if (query.isShared() && !fetched.isFresh(later)) {
            refresh(query, load); // others had a stale one
        }
        return fetched.served(later, false);
    }

    private void refresh(CacheQuery query, Supplier<Answer> load) {
        InFlightLoad flight = new InFlightLoad();
        if (flights.putIfAbsent(query.key(), flight) == null) {
            Thread.ofVirtual().name("refresh").start(() -> refreshNow(query, load, flight));
        }
    }

    private void refreshNow(CacheQuery query, Supplier<Answer> load, InFlightLoad flight) {
        try {
            lead(query, false, load, flight);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("key", query.key())
                    .addKeyValue("error", e.getMessage())
                    .log("stale answer could not be refreshed");
        }
    }

    private CacheEntry fetch(CacheQuery query, String version, Supplier<Answer> load) {
        InFlightLoad mine = new InFlightLoad();
        InFlightLoad flight = flights.compute(
                query.key(), (same, other) -> other != null && other.takes(query.freshness(), version) ? other : mine);
        return flight == mine ? lead(query, true, load, mine) : flight.await(FLIGHT_WAIT_MAX);
    }

    private CacheEntry lead(CacheQuery query, boolean staleWillDo, Supplier<Answer> load, InFlightLoad flight) {
        try {
            CacheEntry kept = shared == null || !query.isShared()
                    ? loadInTurn(query, load, flight)
                    : share(shared, query, staleWillDo, () -> loadInTurn(query, load, flight));
            flights.remove(query.key(), flight);
            flight.land(kept);
            return kept;
        } catch (RuntimeException | Error e) {
            flights.remove(query.key(), flight);
            flight.fail(e);
            throw e;
        }
    }

    private CacheEntry share(
            SharedAnswers with, CacheQuery query, boolean staleWillDo, Supplier<CacheEntry> loadInTurn) {
        CacheEntry before = entries.getIfPresent(query.key());
        String version = before == null ? "" : before.version();
        CacheEntry kept = with.get(new SharedAnswers.Wanted(query, staleWillDo, version, loadInTurn));
        entries.put(query.key(), kept);
        return kept;
    }

    private CacheEntry loadInTurn(CacheQuery query, Supplier<Answer> load, InFlightLoad flight) {
        return limiter.through(query.cost(), () -> {
            String version = query.version();
            flight.begin(version);
            return loadUnlessFresh(query, version, load);
        });
    }

    private CacheEntry loadUnlessFresh(CacheQuery query, String version, Supplier<Answer> load) {
        long now = ticker.read();
        // Another load may have ended between this request's look into the cache and its turn.
        @Nullable CacheEntry kept = keptOf(query, version);
        if (kept != null && kept.isFresh(now)) {
            return kept;
        }
        Answer answer = load.get();
        CacheEntry loaded = new CacheEntry(answer, now, query.freshness(), version);
        if (query.freshness().isCached()) {
            if (answer.isWorthCompressing()) {
                answer.gzip();
            }
            entries.put(query.key(), loaded);
        }
        return loaded;
    }

    private @Nullable CacheEntry keptOf(CacheQuery query, String version) {
        CacheEntry kept = query.freshness().isCached() ? entries.getIfPresent(query.key()) : null;
        return kept == null || !kept.version().equals(version) ? null : kept;
    }
}
