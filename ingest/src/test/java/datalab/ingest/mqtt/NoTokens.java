package datalab.ingest.mqtt;

import datalab.access.AccessToken;
import datalab.access.TokenLedger;
import datalab.access.TokenText;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where no token is made: who may come in, the test says itself. */
final class NoTokens implements TokenLedger {

    @Override
    public void add(AccessToken token, TokenText text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<AccessToken> find(String id, byte[] digest) {
        return Optional.empty();
    }

    @Override
    public Map<String, AccessToken> unrevoked(Collection<String> ids) {
        return Map.of();
    }

    @Override
    public Optional<AccessToken> revoke(String id, Instant at) {
        return Optional.empty();
    }

    @Override
    public Optional<AccessToken> get(String id) {
        return Optional.empty();
    }

    @Override
    public List<AccessToken> list(@Nullable String after, int limit) {
        return List.of();
    }

    @Override
    public void clean(Instant now) {}
}
