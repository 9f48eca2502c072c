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
     * Keeps a new token: a digest of its secret, and nothing else of its text.
     *
     * @throws RuntimeException also where it is to open PostgreSQL, and the server does not allow that
     */
    void add(AccessToken token, TokenText text);

    /** The token with this id and secret. */
    Optional<AccessToken> find(String id, byte[] digest);

    /** Those of these that are not revoked, by their ids. */
    Map<String, AccessToken> unrevoked(Collection<String> ids);

    /** The token as it is then; empty where there is none with this id. What it has open in PostgreSQL ends with it. */
    Optional<AccessToken> revoke(String id, Instant at);

    Optional<AccessToken> get(String id);

    /** By their ids, in order. */
    List<AccessToken> list(@Nullable String after, int limit);

    /** Ends what expired tokens have open in PostgreSQL, and removes those that ended long ago. */
    void clean(Instant now);
}
