package datalab.web.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import datalab.store.cache.SharedCache;
import datalab.store.cache.SharedCache.Claim;
import datalab.store.cache.SharedCache.Lookup;
import datalab.store.key.Sha256;
import datalab.web.http.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The level of the cache that processes share. What one has loaded the others take, and of those who miss an answer at
 * a time one loads it and the others wait for it, a bounded time. Where the server is no help, everybody loads.
 * Thread-safe.
 */
final class SharedAnswers {
    /** How long others wait for one who loads, and how long its claim stands should it die. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(2);

    private static final Duration LOOK_PAUSE = Duration.ofMillis(10);
    private static final String PREFIX = "datalab:";
    private static final String LOADING = "loading";
    private static final int HASH_DIGITS = 32;
    private static final Duration KEPT_MIN = Duration.ofMillis(1);

    private final SharedCache cache;
    private final Ticker ticker;
    private final MeterRegistry meters;

    SharedAnswers(SharedCache cache, Ticker ticker, MeterRegistry meters) {
        this.cache = cache;
        this.ticker = ticker;
        this.meters = meters;
    }

    /**
     * What is wanted.
     *
     * @param staleWillDo whether one that is not fresh any more is good enough, as there is none at all
     * @param before the version of the entry that there was, which nobody will ask for any more; empty for none
     * @param load asks the store
     */
    record Wanted(CacheQuery query, boolean staleWillDo, String before, Supplier<CacheEntry> load) {}

    /** An entry that others have loaded, or a loaded one, which others may then take. */
    CacheEntry get(Wanted wanted) {
        CacheQuery query = wanted.query();
        String claim = key(query, LOADING);
        String owner = UUID.randomUUID().toString();
        long begun = System.nanoTime();
        do {
            String version = query.version();
            if (version.isEmpty()) {
                return wanted.load().get();
            }
            Lookup found = cache.get(key(query, hash(version)));
            Optional<CacheEntry> entry = entry(wanted, version, found);
            if (entry.isPresent()) {
                return entry.get();
            }
            switch (found instanceof Lookup.Away ? Claim.AWAY : cache.claim(claim, owner, WAIT_MAX)) {
                case MINE -> {
                    return claimed(wanted, claim, owner);
                }
                case AWAY -> {
                    count("away");
                    return load(wanted);
                }
                case TAKEN -> LockSupport.parkNanos(LOOK_PAUSE.toNanos());
            }
        } while (System.nanoTime() - begun < WAIT_MAX.toNanos()
                && !Thread.currentThread().isInterrupted());
        count("unaided");
        return load(wanted);
    }

    private CacheEntry claimed(Wanted wanted, String claim, String owner) {
        try {
            // Another may have put it there between the look and the claim.
            String version = wanted.query().version();
            Optional<CacheEntry> entry = entry(wanted, version, cache.get(key(wanted.query(), hash(version))));
            if (entry.isPresent()) {
                return entry.get();
            }
            count("absent");
            return load(wanted);
        } finally {
            cache.release(claim, owner);
        }
    }

    private Optional<CacheEntry> entry(Wanted wanted, String version, Lookup found) {
        if (!(found instanceof Lookup.Kept kept)) {
            return Optional.empty();
        }
        Optional<Answer> answer = SharedAnswerFormat.read(kept.value());
        if (answer.isEmpty()) {
            count("invalid");
            return Optional.empty();
        }
        Freshness freshness = wanted.query().freshness();
        long now = ticker.read();
        CacheEntry entry = new CacheEntry(
                answer.get(),
                now - Math.max(0, freshness.kept().minus(kept.left()).toNanos()),
                freshness,
                version);
        if (entry.isFresh(now) || (wanted.staleWillDo() && entry.isServable(now))) {
            count(entry.isFresh(now) ? "fresh" : "stale");
            return Optional.of(entry);
        }
        return Optional.empty();
    }

    private CacheEntry load(Wanted wanted) {
        CacheQuery query = wanted.query();
        CacheEntry entry = wanted.load().get();
        Duration left = entry.left(ticker.read());
        if (!entry.version().isEmpty() && left.compareTo(KEPT_MIN) >= 0) {
            SharedAnswerFormat.write(entry.answer())
                    .ifPresentOrElse(
                            value -> cache.put(key(query, hash(entry.version())), value, left),
                            () -> count("too_large"));
            if (!wanted.before().isEmpty() && !wanted.before().equals(entry.version())) {
                cache.remove(key(query, hash(wanted.before())));
            }
        }
        return entry;
    }

    private void count(String outcome) {
        meters.counter("datalab.web.cache.shared", "outcome", outcome).increment();
    }

    private static String key(CacheQuery query, String last) {
        AnswerSource source = query.source();
        return PREFIX + source.name() + ":" + hash(source.configuration() + "\n" + query.key()) + ":" + last;
    }

    private static String hash(String text) {
        return Sha256.of(text).substring(0, HASH_DIGITS);
    }
}
