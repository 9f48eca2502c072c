package datalab.access.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import datalab.access.AccessDenied;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Whether what a token says is meant for here, and now (RFC 7519, section 4.1; OpenID Connect Core 1.0, section 3.1.3.7). */
record ClaimsCheck(URI issuer, Clock clock) {
    /** How far the clocks of two machines may be apart. */
    static final Duration SKEW = Duration.ofSeconds(60);

    /** @throws AccessDenied where it is not */
    void require(JWTClaimsSet claims, String audience) {
        if (!issuer.toString().equals(claims.getIssuer())) {
            throw AccessDenied.unauthenticated("the token is of another provider");
        }
        if (!claims.getAudience().contains(audience)) {
            throw AccessDenied.unauthenticated("the token is for another audience; expected " + audience);
        }
        Instant now = clock.instant();
        if (!now.isBefore(end(claims))) {
            throw AccessDenied.unauthenticated("the token has expired");
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && now.plus(SKEW).isBefore(notBefore.toInstant())) {
            throw AccessDenied.unauthenticated("the token is not valid yet");
        }
    }

    /** That a token is the answer to one login of this client. @throws AccessDenied where it is not */
    void requireLogin(JWTClaimsSet claims, String clientId, String nonce) {
        require(claims, clientId);
        String party = text(claims, "azp");
        if (party == null ? claims.getAudience().size() > 1 : !party.equals(clientId)) {
            throw AccessDenied.unauthenticated("the token was made for another client");
        }
        if (!nonce.equals(text(claims, "nonce"))) {
            throw AccessDenied.unauthenticated("the token is of another login");
        }
    }

    /** From when on it is not taken any more. */
    static Instant end(JWTClaimsSet claims) {
        Date expires = claims.getExpirationTime();
        if (expires == null) {
            throw AccessDenied.unauthenticated("the token never expires; expected one with exp");
        }
        return expires.toInstant().plus(SKEW);
    }

    private static @Nullable String text(JWTClaimsSet claims, String name) {
        try {
            return claims.getStringClaim(name);
        } catch (ParseException e) {
            throw AccessDenied.unauthenticated("the token's " + name + " is no text");
        }
    }
}
