package datalab.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Callers by the tokens of a {@link TokenLedger}. A token that somebody holds, such as an open connection, is looked at again
 * several times a second, all together, so that it ends everywhere soon after it was revoked. Where the ledger does not answer,
 * those that are known go on, and no others come in: who could revoke one could not do it either. Thread-safe.
 */
public final class KnownTokens implements Authority, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KnownTokens.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(300);
    private static final int LOOKED_AT_TOGETHER_MAX = 1000;
    private static final int LOOKUPS_MAX = 2;
    private static final Duration LOOKUP_WAIT = Duration.ofSeconds(2);

    private final TokenLedger ledger;
    private final Clock clock;
    private final SupervisedLoop looking;
    private final Semaphore lookups = new Semaphore(LOOKUPS_MAX);
    /** As long as somebody holds its caller; the garbage collector forgets the others. */
    private final Cache<String, Known> known =
            Caffeine.newBuilder().weakValues().build();

    public KnownTokens(TokenLedger ledger, Clock clock, MeterRegistry meters) {
        this.ledger = ledger;
        this.clock = clock;
        this.looking = new SupervisedLoop(
                new CircuitBreaker("tokens", "", Backoff.of(LOOK_EVERY, Duration.ofSeconds(1)), meters), this::look);
    }

    /** A token that somebody holds. */
    private final class Known {
        private final AccessToken token;
        private final byte[] digest;
        private volatile boolean revoked;

        Known(AccessToken token, byte[] digest) {
            this.token = token;
            this.digest = digest;
        }

        boolean isCurrent() {
            return !revoked && token.isCurrent(clock.instant());
        }

        Caller caller() {
            return new Caller("token " + token.id() + " (" + token.name() + ")", token.grants(), this::isCurrent);
        }
    }

    public void start() {
        Thread.ofPlatform().daemon().name("datalab-tokens").start(looking);
    }

    @Override
    public Optional<Caller> caller(String credential) {
        if (!credential.startsWith(TokenText.PREFIX)) {
            return Optional.empty();
        }
        TokenText text =
                TokenText.of(credential).orElseThrow(() -> AccessDenied.unauthenticated("this token is not whole"));
        byte[] digest = text.digest();
        Known before = known.getIfPresent(text.id());
        Known found = before != null && MessageDigest.isEqual(before.digest, digest) ? before : find(text.id(), digest);
        if (!found.isCurrent()) {
            throw AccessDenied.unauthenticated("this token has expired or was revoked");
        }
        return Optional.of(found.caller());
    }

    private Known find(String id, byte[] digest) {
        Optional<AccessToken> token = lookedUp(id, digest);
        Known found = new Known(
                token.orElseThrow(() -> AccessDenied.unauthenticated("this is no token that is known here")), digest);
        Known meanwhile = found.isCurrent() ? known.asMap().putIfAbsent(id, found) : null;
        return meanwhile == null ? found : meanwhile;
    }

    /** Few at once: who tries out tokens must not take the connections of those who have one. */
    private Optional<AccessToken> lookedUp(String id, byte[] digest) {
        try {
            if (!lookups.tryAcquire(LOOKUP_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw AccessDenied.unavailable("too many tokens are being looked up; ask again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AccessDenied.unavailable("DataLab is stopping");
        }
        try {
            return ledger.find(id, digest);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("a token could not be looked up");
            throw AccessDenied.unavailable("tokens cannot be looked up now; ask again");
        } finally {
            lookups.release();
        }
    }

    private Duration look() {
        List<String> all = new ArrayList<>(known.asMap().keySet());
        for (int from = 0; from < all.size(); from += LOOKED_AT_TOGETHER_MAX) {
            List<String> some = all.subList(from, Math.min(all.size(), from + LOOKED_AT_TOGETHER_MAX));
            Map<String, AccessToken> unrevoked = ledger.unrevoked(some);
            for (String id : some) {
                Known held = known.getIfPresent(id);
                if (held != null && !unrevoked.containsKey(id)) {
                    held.revoked = true;
                    known.invalidate(id);
                }
            }
        }
        return LOOK_EVERY;
    }

    @Override
    public void close() {
        looking.close();
    }
}
