package datalab.access;

import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** One token that comes with the settings or the data folder, and opens everything. Immutable. */
public final class FixedToken implements Authority {
    private final byte[] digest;
    private final String id;
    private final Caller caller;

    /** @param name what is known of who has it */
    public FixedToken(TokenText token, String name) {
        this.id = token.id();
        this.digest = token.digest();
        this.caller = new Caller(name, List.of(Grant.inAll(AccessRole.ADMIN)), () -> true);
    }

    @Override
    public Optional<Caller> caller(String credential) {
        return TokenText.of(credential)
                .filter(text -> text.id().equals(id) && MessageDigest.isEqual(text.digest(), digest))
                .map(text -> caller);
    }
}
