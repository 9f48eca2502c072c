package datalab.store.postgres.access;

import datalab.access.AccessToken;
import datalab.access.TokenLedger;
import datalab.store.postgres.connection.Database;
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
public record PostgresTokens(Supplier<Database> database) implements TokenLedger {
    private static final String TOKENS = "tokens";

    @Override
    public void add(AccessToken token, byte[] digest) {
        database.get().change("token " + token.id(), handle -> AccessTokenRows.add(handle, token, digest));
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
        return get(id);
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
}
