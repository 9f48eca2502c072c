package datalab.access.oidc;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a provider, and what it says of people.
 *
 * @param issuer the provider's address, below which its configuration is published
 * @param audience for whom programs' tokens must be, as {@code aud} says
 * @param clientId as which the provider knows DataLab
 * @param clientSecret null for a public client
 * @param groupsClaim where a token has its bearer's groups
 * @param scopes what is asked for at a login; {@code openid} always is
 */
public record OidcSettings(
        URI issuer,
        String audience,
        String clientId,
        @Nullable String clientSecret,
        String groupsClaim,
        List<String> scopes,
        GroupRoles roles) {
    public static final String GROUPS_CLAIM = "groups";
    public static final List<String> SCOPES = List.of("openid", "profile", "email");

    private static final String OPENID = "openid";

    public OidcSettings {
        if (!ProviderAddress.isSafe(issuer) || issuer.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "expected the https address of a provider, or http on this machine, without query, not " + issuer);
        }
        if (audience.isBlank() || clientId.isBlank() || groupsClaim.isBlank()) {
            throw new IllegalArgumentException("audience, client and the claim of groups must not be empty");
        }
        Set<String> asked = new LinkedHashSet<>(List.of(OPENID));
        asked.addAll(scopes);
        scopes = List.copyOf(asked);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return clientId + " at " + issuer;
    }
}
