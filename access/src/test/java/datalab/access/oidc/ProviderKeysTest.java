package datalab.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import datalab.access.AccessDenied;
import datalab.access.AccessDenied.Reason;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class ProviderKeysTest {
    private static final KeyTimes TIMES =
            new KeyTimes(Duration.ofMinutes(5), Duration.ofHours(12), Duration.ofSeconds(10), Duration.ofMillis(500));

    private static RSAKey first;
    private static RSAKey second;

    private final StubProvider provider = new StubProvider();
    private final SetClock clock = new SetClock();
    private final OidcProvider known = new OidcProvider(OidcAuthorityTest.settings(provider.issuer()), TIMES, clock);
    private final OidcAuthority authority = new OidcAuthority(known);

    ProviderKeysTest() throws IOException {}

    @BeforeAll
    static void makeKeys() throws JOSEException {
        first = TokenMaker.rsa("first");
        second = TokenMaker.rsa("second");
    }

    @AfterEach
    void close() {
        known.close();
        provider.close();
    }

    @Test
    void asksForKeysOnceForManyTokens() throws JOSEException {
        provider.publish(first);

        for (int i = 0; i < 20; i++) {
            taken(first);
        }

        assertThat(provider.keysAsked).hasValue(1);
    }

    @Test
    void asksAgainForAKeyThatItDoesNotKnow() throws JOSEException {
        provider.publish(first);
        taken(first);

        provider.publish(second);

        taken(second);
        assertThat(provider.keysAsked).hasValue(2);
        refused(first, Reason.UNAVAILABLE); // two within ten seconds are enough
        clock.forward(Duration.ofSeconds(10));
        refused(first, Reason.UNAUTHENTICATED);
    }

    @Test
    void asksSeldomHoweverManyUnknownKeysAreShown() throws JOSEException {
        provider.publish(first);
        taken(first);

        for (int i = 0; i < 50; i++) {
            String token =
                    token(new RSAKey.Builder(second).keyID("made up " + i).build());
            assertThatThrownBy(() -> authority.caller(token)).isInstanceOf(AccessDenied.class);
        }

        assertThat(provider.keysAsked.get()).isLessThanOrEqualTo(2);
        taken(first);
    }

    @Test
    void usesKeysThatItKnowsWhileTheProviderIsAwayButNotForever() throws JOSEException {
        provider.publish(first);
        taken(first);

        provider.hang();
        clock.forward(Duration.ofHours(11));
        taken(first);
        refused(second, Reason.UNAUTHENTICATED);
        clock.forward(Duration.ofHours(2));

        refused(first, Reason.UNAVAILABLE);
        provider.publish(first);
        clock.forward(Duration.ofSeconds(10));
        taken(first);
    }

    @Test
    void forgetsAKeyThatIsNotPublishedAnyMore() throws JOSEException {
        provider.publish(first, second);
        taken(first);

        provider.publish(second);
        clock.forward(Duration.ofMinutes(5).plusSeconds(1));

        refused(first, Reason.UNAUTHENTICATED);
        taken(second);
    }

    @Test
    void waitsForNoProviderThatHangs() throws JOSEException {
        provider.hang();
        refused(first, Reason.UNAVAILABLE);

        provider.drip();
        refused(first, Reason.UNAVAILABLE);

        refused(first, Reason.UNAVAILABLE); // at once
        assertThat(provider.keysAsked).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"keys\":7}", "{}", "<html>", "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQ\"}]}"})
    void isNotConfusedByGarbage(String body) throws JOSEException {
        provider.answerKeys(200, body);
        Reason reason = body.contains("RSA") ? Reason.UNAUTHENTICATED : Reason.UNAVAILABLE;

        refused(first, reason);
        provider.publish(first);
        clock.forward(Duration.ofSeconds(10));
        taken(first);
    }

    @Test
    void readsNoAnswerThatIsTooLarge() throws JOSEException {
        provider.answerKeys(200, " ".repeat(ProviderClient.ANSWER_BYTES_MAX) + "{\"keys\":[]}");
        assertThatThrownBy(() -> known.client().get(URI.create(provider.issuer() + "/keys")))
                .hasMessageContaining("more than " + ProviderClient.ANSWER_BYTES_MAX + " bytes");
        refused(first, Reason.UNAVAILABLE);

        provider.answerKeys(302, "{}");
        refused(first, Reason.UNAVAILABLE);
    }

    @Test
    void trustsNoDocumentOfAnotherIssuer() throws JOSEException {
        provider.publish(first);
        provider.document.put("issuer", "https://evil.example");
        refused(first, Reason.UNAVAILABLE);

        provider.document.put("issuer", provider.issuer().toString());
        provider.document.put("jwks_uri", "http://evil.example/keys");

        refused(first, Reason.UNAVAILABLE);
        assertThat(provider.keysAsked).hasValue(0);
    }

    private void taken(RSAKey key) throws JOSEException {
        assertThat(authority.caller(token(key))).isPresent();
    }

    private void refused(RSAKey key, Reason reason) throws JOSEException {
        String token = token(key);
        assertThatThrownBy(() -> authority.caller(token))
                .isInstanceOfSatisfying(
                        AccessDenied.class,
                        denied -> assertThat(denied.reason()).isEqualTo(reason));
    }

    private String token(RSAKey key) throws JOSEException {
        Instant expires = clock.instant().plusSeconds(300);
        return TokenMaker.sign(
                key,
                JWSAlgorithm.RS256,
                TokenMaker.claims(provider.issuer())
                        .expirationTime(Date.from(expires))
                        .build());
    }
}
