package datalab.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import datalab.access.AccessDenied;
import datalab.access.AccessDenied.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class OidcLoginTest {
    private static final URI REDIRECT = URI.create("http://127.0.0.1:8080/login/callback");
    private static final String CLIENT = "page";
    private static final SecureRandom RANDOM = new SecureRandom();

    private static RSAKey key;

    private final StubProvider stub = new StubProvider();
    private final SetClock clock = new SetClock();
    private final OidcProvider provider = new OidcProvider(OidcAuthorityTest.settings(stub.issuer()), clock);
    private final OidcLogin login = new OidcLogin(provider, OidcLogin.newKey(RANDOM), RANDOM);

    OidcLoginTest() throws IOException {}

    @BeforeAll
    static void makeKey() throws JOSEException {
        key = TokenMaker.rsa("one");
    }

    @BeforeEach
    void publish() {
        stub.publish(key);
    }

    @AfterEach
    void close() {
        provider.close();
        stub.close();
    }

    @Test
    void sendsTheBrowserToTheProviderWithAChallenge() {
        OidcLogin.Begun begun = login.begin(REDIRECT, "/labs/sensors?a=b");
        Map<String, String> query = form(begun.address().getRawQuery());

        assertThat(begun.address().toString()).startsWith(stub.issuer() + "/authorize?tenant=1&response_type=code");
        assertThat(query)
                .containsEntry("client_id", CLIENT)
                .containsEntry("redirect_uri", REDIRECT.toString())
                .containsEntry("scope", "openid profile email")
                .containsEntry("code_challenge_method", "S256");
        assertThat(query.get("state")).hasSize(43).isNotEqualTo(query.get("nonce"));
        assertThat(begun.cookie().length()).isLessThan(1500);
        assertThat(begun.cookie()).doesNotContain(query.get("state"));
    }

    @Test
    void endsWithWhoHasLoggedInAndWhereTheyWantedToGo() throws Exception {
        OidcLogin.Begun begun = login.begin(REDIRECT, "/labs/sensors?a=b");
        giveToken(begun, claims -> claims);

        OidcLogin.Ended ended = login.finish(begun.cookie(), answer(begun), REDIRECT);

        assertThat(ended.caller().name()).isEqualTo("user ann");
        assertThat(ended.caller().keys("sensors")).containsExactly("s1");
        assertThat(ended.returnTo()).isEqualTo("/labs/sensors?a=b");
        Map<String, String> form = form(stub.forms.remove());
        assertThat(form)
                .containsEntry("grant_type", "authorization_code")
                .containsEntry("code", "the code")
                .containsEntry("redirect_uri", REDIRECT.toString())
                .containsEntry("client_id", CLIENT);
        byte[] verifier = form.getOrDefault("code_verifier", "").getBytes(StandardCharsets.US_ASCII);
        String challenge = form(begun.address().getRawQuery()).get("code_challenge");
        assertThat(Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(verifier)))
                .hasToString(challenge);
    }

    @Test
    void showsItsSecretAsTheProviderAsks() throws JOSEException {
        OidcSettings open = provider.settings();
        OidcSettings secret =
                new OidcSettings(open.issuer(), "datalab", CLIENT, "s+e c%t", "groups", List.of(), open.roles());
        assertThat(secret.toString()).doesNotContain("s+e");

        assertThat(authorization(secret)).isEqualTo("page:s%2Be+c%25t");
        stub.document.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
        assertThat(authorization(secret)).isEqualTo("in the form: s+e c%t");
    }

    /** What the provider is shown at a login. */
    private String authorization(OidcSettings settings) throws JOSEException {
        try (OidcProvider own = new OidcProvider(settings, clock)) {
            OidcLogin confidential = new OidcLogin(own, OidcLogin.newKey(RANDOM), RANDOM);
            OidcLogin.Begun begun = confidential.begin(REDIRECT, "/");
            giveToken(begun, claims -> claims);
            confidential.finish(begun.cookie(), answer(begun), REDIRECT);
        }
        String header = stub.tokensAsked.remove().getRequestHeaders().getFirst("Authorization");
        String form = stub.forms.remove();
        return header == null
                ? "in the form: " + form(form).get("client_secret")
                : new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "https://evil.example",
                "/\\evil.example",
                "\\/evil.example",
                "/\t/evil.example",
                "/a\r\nSet-Cookie: a=b",
                "javascript:alert(1)",
                "evil.example",
                "",
                "/ö"
            })
    void leadsNowhereElse(String returnTo) throws JOSEException {
        OidcLogin.Begun begun = login.begin(REDIRECT, returnTo);
        giveToken(begun, claims -> claims);

        assertThat(login.finish(begun.cookie(), answer(begun), REDIRECT).returnTo())
                .isEqualTo("/");
    }

    @Test
    void takesALoginOnce() throws JOSEException {
        OidcLogin.Begun begun = login.begin(REDIRECT, "/");
        giveToken(begun, claims -> claims);
        login.finish(begun.cookie(), answer(begun), REDIRECT);

        refused(begun.cookie(), answer(begun), "was ended before");
        assertThat(stub.forms).hasSize(1);
    }

    @Test
    void takesNoLoginThatThisBrowserHasNotBegun() throws JOSEException {
        OidcLogin.Begun begun = login.begin(REDIRECT, "/");
        OidcLogin.Begun other = login.begin(REDIRECT, "/");

        refused(null, answer(begun), "has begun no login");
        refused(begun.cookie(), LoginAnswer.of(Map.of("code", "c")), "has begun no login");
        refused(other.cookie(), answer(begun), "another login");
        refused("", answer(begun), "another login");
        refused(begun.cookie().substring(3), answer(begun), "another login");
        assertThatThrownBy(() -> login.finish(begun.cookie(), answer(begun), URI.create("http://127.0.0.1:1/")))
                .hasMessageContaining("another login");
        assertThat(stub.forms).isEmpty();
    }

    @Test
    void takesWhatAnotherProcessHasBegunOnlyWithTheSameKey() throws JOSEException {
        SecretKey shared = OidcLogin.newKey(RANDOM);
        OidcLogin.Begun begun = new OidcLogin(provider, shared, RANDOM).begin(REDIRECT, "/");
        giveToken(begun, claims -> claims);

        refused(begun.cookie(), answer(begun), "another login");
        OidcLogin same = new OidcLogin(provider, shared, RANDOM);

        assertThat(same.finish(begun.cookie(), answer(begun), REDIRECT).caller().name())
                .isEqualTo("user ann");
    }

    @Test
    void endsALoginThatTakesTooLong() {
        OidcLogin.Begun begun = login.begin(REDIRECT, "/");

        clock.forward(OidcLogin.LOGIN_MAX);

        refused(begun.cookie(), answer(begun), "took too long");
    }

    @Test
    void takesNoTokenThatIsNotOfThisLogin() throws JOSEException {
        refusedToken(claims -> claims.claim("nonce", "another"), "of another login");
        refusedToken(claims -> claims.claim("nonce", null), "of another login");
        refusedToken(claims -> claims.claim("nonce", 7), "nonce is no text");
        refusedToken(claims -> claims.audience("datalab"), "for another audience");
        refusedToken(claims -> claims.audience(List.of(CLIENT, "other")), "for another client");
        refusedToken(claims -> claims.claim("azp", "other"), "for another client");
        refusedToken(claims -> claims.issuer("https://evil.example"), "of another provider");
        refusedToken(claims -> claims.expirationTime(null), "never expires");
        RSAKey published = key;
        key = TokenMaker.rsa("one");
        refusedToken(claims -> claims, "signature");
        key = published;
    }

    @Test
    void saysWhatTheProviderSaid() {
        refused(Map.of("error", "access_denied"), 200, "{}", Reason.UNAUTHENTICATED, "let you in: access_denied");
        refused(Map.of("error", "<script>"), 200, "{}", Reason.UNAUTHENTICATED, "does not say why");
        refused(
                Map.of("code", "c", "iss", "https://evil.example"),
                200,
                "{}",
                Reason.UNAUTHENTICATED,
                "another provider");
        String invalid = "{\"error\":\"invalid_grant\"}";
        refused(Map.of("code", "c"), 400, invalid, Reason.UNAUTHENTICATED, "take the login's code: invalid_grant");
        refused(Map.of("code", "c"), 200, "{\"access_token\":\"a\"}", Reason.UNAUTHENTICATED, "gives no ID token");
        refused(Map.of("code", "c"), 503, "{}", Reason.UNAVAILABLE, "has trouble");
        refused(Map.of("code", "c"), 200, "<html>", Reason.UNAVAILABLE, "does not answer now");
    }

    @Test
    void beginsNothingAtAProviderThatIsAway() {
        stub.close();

        assertThatThrownBy(() -> login.begin(REDIRECT, "/"))
                .isInstanceOfSatisfying(
                        AccessDenied.class,
                        denied -> assertThat(denied.reason()).isEqualTo(Reason.UNAVAILABLE));
    }

    private void refused(Map<String, String> query, int status, String token, Reason reason, String why) {
        OidcLogin.Begun begun = login.begin(REDIRECT, "/");
        stub.tokenStatus = status;
        stub.token = form -> token;
        Map<String, String> all = new HashMap<>(query);
        all.put("state", form(begun.address().getRawQuery()).get("state"));

        assertThatThrownBy(() -> login.finish(begun.cookie(), LoginAnswer.of(all), REDIRECT))
                .isInstanceOfSatisfying(
                        AccessDenied.class,
                        denied -> assertThat(denied.reason()).isEqualTo(reason))
                .hasMessageContaining(why);
    }

    private void refusedToken(UnaryOperator<JWTClaimsSet.Builder> change, String why) throws JOSEException {
        OidcLogin.Begun begun = login.begin(REDIRECT, "/");
        giveToken(begun, change);

        refused(begun.cookie(), answer(begun), why);
    }

    private void refused(@Nullable String cookie, LoginAnswer answer, String why) {
        assertThatThrownBy(() -> login.finish(cookie, answer, REDIRECT))
                .isInstanceOf(AccessDenied.class)
                .hasMessageContaining(why);
    }

    private void giveToken(OidcLogin.Begun begun, UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
        JWTClaimsSet.Builder claims = TokenMaker.claims(stub.issuer())
                .audience(CLIENT)
                .claim("nonce", form(begun.address().getRawQuery()).get("nonce"));
        String token =
                TokenMaker.sign(key, JWSAlgorithm.RS256, change.apply(claims).build());
        stub.token = form -> "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"" + token + "\"}";
    }

    private LoginAnswer answer(OidcLogin.Begun begun) {
        String state = form(begun.address().getRawQuery()).get("state");
        return LoginAnswer.of(
                Map.of("state", state, "code", "the code", "iss", stub.issuer().toString()));
    }

    private static Map<String, String> form(String encoded) {
        return Arrays.stream(encoded.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
