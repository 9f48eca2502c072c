package datalab.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KnownTokensTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final TokenText text = TokenText.generate(new SecureRandom());
    private final MemoryLedger ledger = new MemoryLedger();
    private final KnownTokens tokens =
            new KnownTokens(ledger, Clock.fixed(NOW, ZoneOffset.UTC), new SimpleMeterRegistry());

    @AfterEach
    void close() {
        tokens.close();
    }

    @Test
    void knowsWhoHasAToken() {
        ledger.add(token(text, null), text);

        Caller caller = tokens.caller(text.text()).orElseThrow();

        assertThat(caller.name()).isEqualTo("token " + text.id() + " (ci)");
        assertThat(caller.may(AccessRole.WRITE, "sensors")).isTrue();
        assertThat(caller.may(AccessRole.READ, "sensors")).isFalse();
        assertThat(caller.may(AccessRole.WRITE, "users")).isFalse();
        assertThat(caller.keys("sensors")).containsExactly("sensor1");
    }

    @Test
    void leavesToOthersWhatIsNoTokenOfItsOwn() {
        assertThat(tokens.caller("eyJhbGciOiJub25lIn0.e30.")).isEmpty();
    }

    @Test
    void refusesASecretThatIsNotTheTokens() {
        ledger.add(token(text, null), text);
        TokenText other =
                new TokenText(text.id(), TokenText.generate(new SecureRandom()).secret());

        refused(other.text(), AccessDenied.Reason.UNAUTHENTICATED);
        tokens.caller(text.text());
        refused(other.text(), AccessDenied.Reason.UNAUTHENTICATED);
        refused(text.text().substring(0, 30), AccessDenied.Reason.UNAUTHENTICATED);
        refused("dl_" + "a".repeat(5000), AccessDenied.Reason.UNAUTHENTICATED);
    }

    @Test
    void refusesOneThatHasExpired() {
        ledger.add(token(text, NOW), text);

        refused(text.text(), AccessDenied.Reason.UNAUTHENTICATED);
    }

    @Test
    void endsAnOpenConnectionSoonAfterItsTokenWasRevoked() {
        tokens.start();
        ledger.add(token(text, null), text);
        Caller open = tokens.caller(text.text()).orElseThrow();

        ledger.revoke(text.id(), NOW);

        Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> !open.isCurrent());
        assertThatThrownBy(() -> open.require(AccessRole.WRITE, "sensors")).hasMessageContaining("was revoked");
        refused(text.text(), AccessDenied.Reason.UNAUTHENTICATED);
    }

    @Test
    void keepsThoseItKnowsWhileTheLedgerIsAway() {
        ledger.add(token(text, null), text);
        Caller open = tokens.caller(text.text()).orElseThrow();
        TokenText other = TokenText.generate(new SecureRandom());
        ledger.add(token(other, null), other);

        ledger.away = true;
        tokens.start();

        refused(other.text(), AccessDenied.Reason.UNAVAILABLE);
        assertThat(open.isCurrent()).isTrue();
        assertThat(tokens.caller(text.text())).isPresent();
    }

    private void refused(String credential, AccessDenied.Reason reason) {
        assertThatThrownBy(() -> tokens.caller(credential)).isInstanceOfSatisfying(AccessDenied.class, denied -> {
            assertThat(denied.reason()).isEqualTo(reason);
            assertThat(denied.detail()).doesNotContain(text.secret());
        });
    }

    private static AccessToken token(TokenText text, @Nullable Instant expires) {
        List<Grant> grants = List.of(new Grant(AccessRole.WRITE, "sensors", "sensor1"));
        return new AccessToken(text.id(), "ci", grants, "admin", NOW.minusSeconds(60), expires, null, false);
    }

    /** As the real one, in memory; the store's contract has the same questions of PostgreSQL. */
    private static final class MemoryLedger implements TokenLedger {
        private final Map<String, AccessToken> tokens = new ConcurrentHashMap<>();
        private final Map<String, byte[]> digests = new ConcurrentHashMap<>();
        private volatile boolean away;

        @Override
        public void add(AccessToken token, TokenText text) {
            digests.put(token.id(), text.digest());
            tokens.put(token.id(), token);
        }

        @Override
        public Optional<AccessToken> find(String id, byte[] digest) {
            checkThere();
            return java.util.Arrays.equals(digests.get(id), digest) ? get(id) : Optional.empty();
        }

        @Override
        public Map<String, AccessToken> unrevoked(Collection<String> ids) {
            checkThere();
            Map<String, AccessToken> found = new HashMap<>();
            ids.forEach(id -> get(id).filter(token -> token.revoked() == null).ifPresent(it -> found.put(id, it)));
            return found;
        }

        @Override
        public Optional<AccessToken> revoke(String id, Instant at) {
            return Optional.ofNullable(tokens.computeIfPresent(
                    id,
                    (same, it) -> new AccessToken(
                            it.id(), it.name(), it.grants(), it.creator(), it.created(), it.expires(), at, it.sql())));
        }

        @Override
        public Optional<AccessToken> get(String id) {
            return Optional.ofNullable(tokens.get(id));
        }

        @Override
        public List<AccessToken> list(@Nullable String after, int limit) {
            return List.copyOf(tokens.values());
        }

        @Override
        public void clean(Instant now) {}

        private void checkThere() {
            if (away) {
                throw new IllegalStateException("away");
            }
        }
    }
}
