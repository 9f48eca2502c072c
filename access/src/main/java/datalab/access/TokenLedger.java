package datalab.access;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where tokens are kept, for all processes. Thread-safe. Throws {@link RuntimeException} where it does not answer. */
public interface TokenLedger {

    /**
     * Keeps a new token.
     *
     * @param digest of the secret, which is kept nowhere
     */
    void add(AccessToken token, byte[] digest);

    /** The token with this id and secret. */
    Optional<AccessToken> find(String id, byte[] digest);

    /** Those of these that are not revoked, by their ids. */
    Map<String, AccessToken> unrevoked(Collection<String> ids);

    /** The token as it is then; empty where there is none with this id. */
    Optional<AccessToken> revoke(String id, Instant at);

    Optional<AccessToken> get(String id);

    /** By their ids, in order. */
    List<AccessToken> list(@Nullable String after, int limit);
}
