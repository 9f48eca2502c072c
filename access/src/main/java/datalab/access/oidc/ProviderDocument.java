package datalab.access.oidc;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a provider publishes of itself (OpenID Connect Discovery 1.0, section 3), as far as it is needed here. */
record ProviderDocument(
        URI keys, @Nullable URI authorization, @Nullable URI token, boolean takesBasic) {
    private static final String PATH = "/.well-known/openid-configuration";

    /** Where it is. */
    static URI address(URI issuer) {
        return URI.create(issuer.toString().replaceFirst("/$", "") + PATH);
    }

    /** @throws ProviderUnavailable where it is another issuer's, or lacks what every provider says */
    static ProviderDocument read(URI issuer, Map<String, Object> json) {
        try {
            String said = JSONObjectUtils.getString(json, "issuer");
            if (!issuer.toString().equals(said)) {
                throw new ProviderUnavailable(issuer + " calls itself " + said, null);
            }
            URI keys = JSONObjectUtils.getURI(json, "jwks_uri");
            if (keys == null) {
                throw new ProviderUnavailable(issuer + " says no jwks_uri", null);
            }
            List<String> methods = JSONObjectUtils.getStringList(json, "token_endpoint_auth_methods_supported");
            return new ProviderDocument(
                    keys,
                    JSONObjectUtils.getURI(json, "authorization_endpoint"),
                    JSONObjectUtils.getURI(json, "token_endpoint"),
                    methods == null || methods.contains("client_secret_basic"));
        } catch (ParseException e) {
            throw new ProviderUnavailable(issuer + " publishes a configuration that is none: " + e.getMessage(), e);
        }
    }
}
