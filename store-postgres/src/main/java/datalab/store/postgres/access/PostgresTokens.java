package datalab.store.postgres.access;

import datalab.access.AccessToken;
import datalab.access.TokenLedger;
import datalab.access.TokenText;
import datalab.postgres.PostgresSettings;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.reader.TokenLogin;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link TokenLedger} in {@code datalab.access_tokens}. Thread-safe. */
public record PostgresTokens(Supplier<Database> database, PostgresSettings settings) implements TokenLedger {
    private static final String TOKENS = "tokens";

    /** So long somebody can still see in the list that a token was there, and when it ended. */
    private static final Duration ENDED_KEPT = Duration.ofDays(30);

    @Override
    public void add(AccessToken token, TokenText text) {
        database.get().change("token " + token.id(), handle -> {
            if (token.sql()) {
                new TokenLogin(token).make(handle, text.text(), settings);
            }
            return AccessTokenRows.add(handle, token, text.digest());
        });
    }

    @Override
    public Optional<AccessToken> find(String id, byte[] digest) {
        return database.get().read(TOKENS, handle -> AccessTokenRows.withDigest(handle, id, digest)).stream()
                .findFirst();
    }

    @Override
    public Map<String, AccessToken> unrevoked(Collection<String> ids) {
        return database.get().read(TOKENS, handle -> AccessTokenRows.unrevoked(handle, ids)).stream()
                .collect(Collectors.toMap(AccessToken::id, Function.identity()));
    }

    @Override
    public Optional<AccessToken> revoke(String id, Instant at) {
        database.get().change("token " + id, handle -> AccessTokenRows.revoke(handle, id, at));
        Optional<AccessToken> token = get(id);
        token.filter(AccessToken::sql).ifPresent(this::endLogin);
        return token;
    }

    @Override
    public Optional<AccessToken> get(String id) {
        return database.get().read(TOKENS, handle -> AccessTokenRows.withId(handle, id)).stream()
                .findFirst();
    }

    @Override
    public List<AccessToken> list(@Nullable String after, int limit) {
        return database.get().read(TOKENS, handle -> AccessTokenRows.after(handle, after, limit));
    }

    @Override
    public void clean(Instant now) {
        Database here = database.get();
        here.read(TOKENS, handle -> AccessTokenRows.endedWithLogin(handle, now)).forEach(this::endLogin);
        for (AccessToken token : here.read(TOKENS, handle -> AccessTokenRows.loginsOfAllLabs(handle, now))) {
            TokenLogin login = new TokenLogin(token);
            if (here.read(TOKENS, login::lacksLabs)) {
                here.change("login of token " + token.id(), handle -> {
                    login.letRead(handle, settings);
                    return null;
                });
            }
        }
        here.change(TOKENS, handle -> AccessTokenRows.removeEndedBefore(handle, now.minus(ENDED_KEPT)));
    }

    /** In two steps: who is shut out cannot come back while the sessions end. */
    private void endLogin(AccessToken token) {
        String what = "end the login of token " + token.id();
        database.get().change(what, handle -> {
            new TokenLogin(token).shut(handle);
            return null;
        });
        database.get().change(what, handle -> {
            new TokenLogin(token).drop(handle);
            return null;
        });
    }
}
