package datalab.access.oidc;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider sends a browser back with: the parameters of the query.
 *
 * @param issuer who answers, where the provider says it (RFC 9207)
 */
public record LoginAnswer(
        @Nullable String state,
        @Nullable String code,
        @Nullable String error,
        @Nullable String issuer) {

    public static LoginAnswer of(Map<String, String> query) {
        return new LoginAnswer(query.get("state"), query.get("code"), query.get("error"), query.get("iss"));
    }

    /** A provider's error as it may be shown: its code, which has no other characters (RFC 6749, section 5.2). */
    static String word(@Nullable String error) {
        return error != null && error.matches("[a-z_]{1,60}") ? error : "it does not say why";
    }
}
