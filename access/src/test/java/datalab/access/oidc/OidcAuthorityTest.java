package datalab.access.oidc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import datalab.access.AccessDenied;
import datalab.access.AccessRole;
import datalab.access.Caller;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OidcAuthorityTest {
    private static RSAKey key;

    private final StubProvider provider = new StubProvider();
    private final SetClock clock = new SetClock();
    private final OidcProvider known = new OidcProvider(settings(provider.issuer()), clock);
    private final OidcAuthority authority = new OidcAuthority(known);

    OidcAuthorityTest() throws IOException {}

    @BeforeAll
    static void makeKey() throws JOSEException {
        key = TokenMaker.rsa("one");
    }

    @BeforeEach
    void publish() {
        provider.publish(key);
    }

    @AfterEach
    void close() {
        known.close();
        provider.close();
    }

    static OidcSettings settings(URI issuer) {
        GroupRoles roles =
                GroupRoles.parse(Map.of("scientists", "read, write in sensors under s1", "operators", "admin"));
        return new OidcSettings(
                issuer, TokenMaker.AUDIENCE, "page", null, OidcSettings.GROUPS_CLAIM, OidcSettings.SCOPES, roles);
    }

    @Test
    void knowsWhoHasATokenAndWhatTheirGroupsMayDo() throws JOSEException {
        Caller caller = caller(rs256(claims().build()));

        assertThat(caller.name()).isEqualTo("user ann");
        assertThat(caller.may(AccessRole.READ, "users")).isTrue();
        assertThat(caller.keys("sensors")).isEqualTo(Set.of("s1"));
        assertThat(caller.may(AccessRole.WRITE, "users")).isFalse();
        assertThat(caller.mayInAll(AccessRole.ADMIN)).isFalse();
    }

    @Test
    void takesOneGroupAsText() throws JOSEException {
        Caller caller = caller(rs256(claims().claim("groups", "operators").build()));

        assertThat(caller.mayInAll(AccessRole.ADMIN)).isTrue();
    }

    @Test
    void letsNobodyDoAnythingWhoseGroupsAreNone() throws JOSEException {
        Map<String, Object> nested = Map.of("operators", true);

        assertThat(caller(rs256(claims().claim("groups", null).build())).grants())
                .isEmpty();
        assertThat(caller(rs256(claims().claim("groups", nested).build())).grants())
                .isEmpty();
        assertThat(caller(rs256(claims().claim("groups", List.of(1, "unknown")).build()))
                        .grants())
                .isEmpty();
    }

    @Test
    void namesByWhatTheTokenHas() throws JOSEException {
        JWTClaimsSet.Builder none = claims().claim("preferred_username", null);
        JWTClaimsSet.Builder address =
                claims().claim("preferred_username", "a\nb").claim("email", "ann@example.org");

        assertThat(caller(rs256(none.build())).name()).isEqualTo("user 42");
        assertThat(caller(rs256(address.build())).name()).isEqualTo("user ann@example.org");
        assertThat(caller(rs256(address.claim("email_verified", false).build())).name())
                .isEqualTo("user 42");
        refused(rs256(none.subject(null).build()), "names nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS384", "RS512", "PS256", "PS384", "PS512"})
    void takesSignaturesOfRsa(String algorithm) throws JOSEException {
        assertThat(caller(sign(key, algorithm)).name()).isEqualTo("user ann");
    }

    @Test
    void takesSignaturesOfEllipticCurves() throws Exception {
        ECKey p256 = TokenMaker.ec(Curve.P_256, "p256");
        ECKey p521 = TokenMaker.ec(Curve.P_521, "p521");
        TokenMaker.EdKey edwards = TokenMaker.EdKey.generate("ed");
        provider.publish(p256, p521, edwards.published());

        assertThat(caller(sign(p256, "ES256")).name()).isEqualTo("user ann");
        assertThat(caller(sign(p521, "ES512")).name()).isEqualTo("user ann");
        String signed = edwards.sign(JWSAlgorithm.EdDSA, claims().build());
        assertThat(caller(signed).name()).isEqualTo("user ann");
        refused(forged(signed), "signature");
    }

    @Test
    void refusesAForgedSignature() throws JOSEException {
        refused(forged(rs256(claims().build())), "signature");
        String[] parts = rs256(claims().build()).split("\\.", -1);
        Base64URL admin =
                Base64URL.encode(claims().claim("groups", "operators").build().toString());
        refused(parts[0] + "." + admin + "." + parts[2], "signature");
    }

    @Test
    void refusesAKeyOfTheSameNameThatIsAnother() throws JOSEException {
        refused(sign(TokenMaker.rsa("one"), "RS256"), "signature");
    }

    @Test
    void refusesATokenThatIsNotSigned() {
        refused(new PlainJWT(claims().build()).serialize(), "not signed");
        String none = Base64URL.encode("{\"alg\":\"nOnE\"}") + "."
                + Base64URL.encode(claims().build().toString());
        refused(none + ".", "no whole JWT");
        refused(none + ".AAAA", "not taken");
    }

    @Test
    void refusesTheEncryptedAndTheBrokenAndTheEmpty() throws JOSEException {
        refused("eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA", "not encrypted");
        refused("ey.ey.ey", "no whole JWT");
        refused(rs256(claims().build()).replaceFirst("\\.[^.]+\\.", ".e30."), "of another provider");
    }

    @Test
    void refusesWhatIsSignedWithThePublicKeyAsASecret() throws JOSEException {
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(key.toRSAPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        SignedJWT confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims().build());
        confused.sign(new MACSigner(pem.getBytes(US_ASCII)));

        refused(confused.serialize(), "signed by HS256, which is not taken");
    }

    @Test
    void usesNoKeyThatTheTokenBrings() throws JOSEException {
        RSAKey own = TokenMaker.rsa("mine");
        URI elsewhere = URI.create(provider.issuer() + "/keys?mine");
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(own.toPublicJWK())
                .jwkURL(elsewhere)
                .x509CertURL(elsewhere);

        refused(TokenMaker.sign(own, header.build(), claims().build()), "signature");
        refused(TokenMaker.sign(own, header.keyID("mine").build(), claims().build()), "does not have");
        String published = TokenMaker.sign(key, header.keyID("one").build(), claims().build());
        assertThat(caller(published).name()).isEqualTo("user ann");
    }

    @Test
    void refusesTokensOfAnotherKindAndUnknownCriticalHeaders() throws JOSEException {
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one");
        JWSHeader logout = header.type(new JOSEObjectType("logout+jwt")).build();
        JWSHeader critical = header.type(null)
                .criticalParams(Set.of("b64x"))
                .customParam("b64x", 1)
                .build();

        refused(TokenMaker.sign(key, logout, claims().build()), "signature");
        refused(TokenMaker.sign(key, critical, claims().build()), "signature");
    }

    @Test
    void refusesWhatIsForOthersOrAnotherTime() throws JOSEException {
        Instant now = TokenMaker.NOW;
        refused(rs256(claims().issuer("https://evil.example").build()), "of another provider");
        refused(rs256(claims().issuer(provider.issuer() + "/").build()), "of another provider");
        refused(rs256(claims().audience("datalab2").build()), "for another audience; expected datalab");
        refused(rs256(claims().audience((String) null).build()), "for another audience");
        refused(rs256(claims().expirationTime(null).build()), "never expires");
        refused(rs256(claims().expirationTime(Date.from(now.minusSeconds(60))).build()), "has expired");
        refused(rs256(claims().notBeforeTime(Date.from(now.plusSeconds(61))).build()), "not valid yet");
        assertThat(caller(rs256(claims().notBeforeTime(Date.from(now.plusSeconds(60)))
                                .build()))
                        .isCurrent())
                .isTrue();
    }

    @Test
    void endsACallerWhenTheTokenExpires() throws JOSEException {
        Caller open = caller(rs256(claims().build()));

        clock.forward(Duration.ofSeconds(359));
        assertThat(open.isCurrent()).isTrue();
        clock.forward(Duration.ofSeconds(1));

        assertThat(open.isCurrent()).isFalse();
    }

    @Test
    void leavesToOthersWhatIsNoJsonWebToken() {
        assertThat(authority.caller("dl_abcdefghij_" + "a".repeat(43))).isEmpty();
        assertThat(authority.caller("ey")).isEmpty();
        assertThat(authority.caller("eyJ.a b.c")).isEmpty();
        assertThat(authority.caller("eyJhbGciOiJub25lIn0.e30")).isEmpty();
        assertThat(provider.keysAsked).hasValue(0);
    }

    @Test
    void passesOverKeysThatAreNone() throws JOSEException {
        ECKey other = TokenMaker.ec(Curve.P_256, "one");
        JWK broken = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(new byte[31]))
                .keyID("ed")
                .build();
        provider.publish(broken, other, key);

        assertThat(caller(rs256(claims().build())).name()).isEqualTo("user ann");
        String header = Base64URL.encode("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}").toString();
        refused(header + "." + Base64URL.encode(claims().build().toString()) + ".AAAA", "does not have");
    }

    private JWTClaimsSet.Builder claims() {
        return TokenMaker.claims(provider.issuer());
    }

    private String sign(JWK by, String algorithm) throws JOSEException {
        return TokenMaker.sign(by, JWSAlgorithm.parse(algorithm), claims().build());
    }

    private static String rs256(JWTClaimsSet claims) throws JOSEException {
        return TokenMaker.sign(key, JWSAlgorithm.RS256, claims);
    }

    /** With another first character of the signature. */
    private static String forged(String token) {
        int signature = token.lastIndexOf('.') + 1;
        char other = token.charAt(signature) == 'A' ? 'B' : 'A';
        return token.substring(0, signature) + other + token.substring(signature + 1);
    }

    private Caller caller(String token) {
        return authority.caller(token).orElseThrow();
    }

    private void refused(String token, String why) {
        assertThatThrownBy(() -> authority.caller(token))
                .isInstanceOfSatisfying(
                        AccessDenied.class,
                        denied -> assertThat(denied.reason()).isEqualTo(AccessDenied.Reason.UNAUTHENTICATED))
                .hasMessageContaining(why);
    }
}
