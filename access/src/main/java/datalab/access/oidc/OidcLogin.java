package datalab.access.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import datalab.access.AccessDenied;
import datalab.access.Caller;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Logs people in through a provider, by its authorization code and PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636).
 * What is to be remembered meanwhile is sealed and goes with the browser, so that another process with the same key can end
 * what one has begun. Thread-safe; may block.
 */
public final class OidcLogin {
    /** How long somebody may take to log in. */
    public static final Duration LOGIN_MAX = Duration.ofMinutes(10);

    private static final int KEY_BYTES = 32;
    private static final String MAC = "HmacSHA256";
    private static final String KEY_PURPOSE = "logins of DataLab that have begun";
    private static final int USED_MAX = 100_000;

    private final OidcProvider provider;
    private final LoginSeal seal;
    private final SecureRandom random;
    private final Cache<String, Boolean> used = Caffeine.newBuilder()
            .maximumSize(USED_MAX)
            .expireAfterWrite(LOGIN_MAX)
            .build();

    /** @param key seals logins that have begun: of this process, or of several; {@link #newKey} and {@link #keyOf} make one */
    public OidcLogin(OidcProvider provider, SecretKey key, SecureRandom random) {
        this.provider = provider;
        this.seal = new LoginSeal(key);
        this.random = random;
    }

    /**
     * A login that has begun.
     *
     * @param address at the provider, where the browser is to go
     * @param cookie to be kept by the browser until it comes back, and hidden from scripts
     */
    public record Begun(URI address, String cookie) {}

    /**
     * A login that has succeeded.
     *
     * @param returnTo a path of this server
     */
    public record Ended(Caller caller, String returnTo) {}

    /** A key that all who know a secret make alike. The secret must not be one that can be guessed. */
    public static SecretKey keyOf(String secret) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC));
            return new SecretKeySpec(mac.doFinal(KEY_PURPOSE.getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC", e);
        }
    }

    /** The host of the provider, for people. */
    public String provider() {
        return provider.settings().issuer().getHost();
    }

    public static SecretKey newKey(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }

    /**
     * Begins a login.
     *
     * @param redirect where the provider sends the browser back, as it knows it
     * @param returnTo where the person wants to go then; the start page where that is not of this server
     * @throws AccessDenied where the provider is not known now
     */
    public Begun begin(URI redirect, String returnTo) {
        URI endpoint = provider.document().authorization();
        if (endpoint == null || !ProviderAddress.isSafe(endpoint)) {
            throw AccessDenied.unavailable("the provider says no authorization_endpoint of https");
        }
        Instant expires = provider.clock().instant().plus(LOGIN_MAX);
        LoginState login = LoginState.begin(random, redirect, LocalPath.of(returnTo), expires);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", provider.settings().clientId());
        query.put("redirect_uri", redirect.toString());
        query.put("scope", String.join(" ", provider.settings().scopes()));
        query.put("state", login.id());
        query.put("nonce", login.nonce());
        query.put("code_challenge", login.challenge());
        query.put("code_challenge_method", "S256");
        String separator = endpoint.getRawQuery() == null ? "?" : "&";
        return new Begun(URI.create(endpoint + separator + CodeExchange.encoded(query)), seal.seal(login));
    }

    /**
     * Ends a login.
     *
     * @param cookie of {@link Begun}; null where the browser has none
     * @param redirect as at the beginning
     * @throws AccessDenied where nobody has logged in
     */
    public Ended finish(@Nullable String cookie, LoginAnswer answer, URI redirect) {
        LoginState login = begun(cookie, answer, redirect);
        String code = answer.code();
        if (answer.error() != null || code == null) {
            throw AccessDenied.unauthenticated("the provider has not let you in: " + LoginAnswer.word(answer.error()));
        }
        if (answer.issuer() != null
                && !answer.issuer().equals(provider.settings().issuer().toString())) {
            throw AccessDenied.unauthenticated("another provider answers than was asked");
        }
        CodeExchange exchange = new CodeExchange(provider.settings(), provider.document(), provider.client());
        Caller caller = provider.login(exchange.idToken(login, code), login.nonce());
        return new Ended(caller, LocalPath.of(login.returnTo()));
    }

    /** The login that this answers, which can be answered once. */
    private LoginState begun(@Nullable String cookie, LoginAnswer answer, URI redirect) {
        String state = answer.state();
        if (cookie == null || state == null) {
            throw AccessDenied.unauthenticated("this browser has begun no login here; begin again");
        }
        LoginState login = seal.open(cookie)
                .filter(it -> it.isOf(state) && it.redirect().equals(redirect))
                .orElseThrow(() -> AccessDenied.unauthenticated("this answers another login; begin again"));
        if (!provider.clock().instant().isBefore(login.expires())) {
            throw AccessDenied.unauthenticated("the login took too long; begin again");
        }
        if (used.asMap().putIfAbsent(login.id(), true) != null) {
            throw AccessDenied.unauthenticated("this login was ended before; begin again");
        }
        return login;
    }
}
