package datalab.access.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.access.AccessDenied;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exchanges a login's code for its token (RFC 6749, section 4.1.3). Immutable. */
record CodeExchange(OidcSettings settings, ProviderDocument document, ProviderClient client) {
    private static final Logger LOG = LoggerFactory.getLogger(CodeExchange.class);

    /** The ID token. @throws AccessDenied where the provider gives none */
    String idToken(LoginState login, String code) {
        URI endpoint = document.token();
        if (endpoint == null) {
            throw AccessDenied.unavailable("the provider says no token_endpoint");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", login.redirect().toString());
        form.put("code_verifier", login.verifier());
        Map<String, String> headers = authenticate(form);
        try {
            return idToken(client.post(endpoint, encoded(form), headers));
        } catch (ProviderUnavailable e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("a login's code could not be exchanged");
            throw AccessDenied.unavailable("the provider does not answer now; log in again");
        }
    }

    static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private Map<String, String> authenticate(Map<String, String> form) {
        String secret = settings.clientSecret();
        if (secret != null && document.takesBasic()) {
            String pair = encoded(settings.clientId()) + ":" + encoded(secret);
            return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
        }
        form.put("client_id", settings.clientId());
        if (secret != null) {
            form.put("client_secret", secret);
        }
        return Map.of();
    }

    private static String idToken(ProviderClient.Answer answer) {
        if (answer.status() == 200 && answer.json().get("id_token") instanceof String token) {
            return token;
        }
        if (answer.status() == 200) {
            throw AccessDenied.unauthenticated("the provider gives no ID token; does it allow the scope openid?");
        }
        String word = LoginAnswer.word(answer.json().get("error") instanceof String said ? said : null);
        LOG.atWarn()
                .addKeyValue("status", answer.status())
                .addKeyValue("error", word)
                .log("a login's code was refused");
        throw answer.status() >= 500
                ? AccessDenied.unavailable("the provider has trouble; log in again")
                : AccessDenied.unauthenticated("the provider does not take the login's code: " + word);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
