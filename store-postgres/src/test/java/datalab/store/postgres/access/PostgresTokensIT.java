package datalab.store.postgres.access;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.access.AccessRole;
import datalab.access.AccessToken;
import datalab.access.Grant;
import datalab.access.TokenLedger;
import datalab.access.TokenText;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresTokensIT {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private final TokenText text = TokenText.generate(new SecureRandom());
    private PostgresStore store;
    private TokenLedger tokens;

    @BeforeEach
    void start() {
        store = new PostgresStore(postgres.settings());
        store.start();
        Sql.execute(postgres.settings(), "delete from datalab.access_tokens");
        tokens = store.tokens();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsATokenWithAllItsGrants() {
        AccessToken token = new AccessToken(
                text.id(),
                "for the roof, 'quoted'",
                List.of(
                        Grant.inAll(AccessRole.READ),
                        new Grant(AccessRole.WRITE, "sensors", "sensor1"),
                        Grant.in("users", AccessRole.ADMIN)),
                "operator",
                NOW,
                NOW.plusSeconds(60),
                null,
                false);

        tokens.add(token, text);

        AccessToken found = tokens.find(text.id(), text.digest()).orElseThrow();
        assertThat(found.grants()).containsExactlyInAnyOrderElementsOf(token.grants());
        assertThat(found).usingRecursiveComparison().ignoringCollectionOrder().isEqualTo(token);
        assertThat(tokens.get(text.id())).contains(found);
    }

    @Test
    void findsNothingByAnotherSecret() {
        tokens.add(token(text.id(), null), text);

        byte[] other = TokenText.generate(new SecureRandom()).digest();

        assertThat(tokens.find(text.id(), other)).isEmpty();
        assertThat(tokens.find("nobody", text.digest())).isEmpty();
    }

    @Test
    void keepsWhenATokenWasFirstRevoked() {
        tokens.add(token(text.id(), null), text);
        tokens.add(token("another", null), text);

        tokens.revoke(text.id(), NOW.plusSeconds(1));
        AccessToken twice = tokens.revoke(text.id(), NOW.plusSeconds(2)).orElseThrow();

        assertThat(twice.revoked()).isEqualTo(NOW.plusSeconds(1));
        assertThat(tokens.unrevoked(List.of(text.id(), "another", "nobody"))).containsOnlyKeys("another");
        assertThat(tokens.revoke("nobody", NOW)).isEmpty();
    }

    @Test
    void listsPageByPage() {
        for (String id : List.of("aaaa", "bbbb", "cccc")) {
            tokens.add(token(id, NOW), text);
        }

        assertThat(tokens.list(null, 2)).extracting(AccessToken::id).containsExactly("aaaa", "bbbb");
        assertThat(tokens.list("bbbb", 2)).extracting(AccessToken::id).containsExactly("cccc");
    }

    private static AccessToken token(String id, @Nullable Instant expires) {
        return new AccessToken(id, "x", List.of(Grant.inAll(AccessRole.READ)), "operator", NOW, expires, null, false);
    }
}
