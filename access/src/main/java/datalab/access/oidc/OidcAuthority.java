package datalab.access.oidc;

import datalab.access.Authority;
import datalab.access.Caller;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Callers by the JSON Web Tokens of an OpenID Connect provider. What the provider says of their groups decides what they may do,
 * until the token expires. Thread-safe.
 */
public final class OidcAuthority implements Authority {
    /** A JOSE header is a JSON object, which begins so in Base64. */
    private static final Pattern FORM = Pattern.compile("ey[\\w-]*(\\.[\\w-]*){2,4}");

    private final OidcProvider provider;

    public OidcAuthority(OidcProvider provider) {
        this.provider = provider;
    }

    @Override
    public Optional<Caller> caller(String credential) {
        return FORM.matcher(credential).matches() ? Optional.of(provider.bearer(credential)) : Optional.empty();
    }
}
