package datalab.access.oidc;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import datalab.access.AccessDenied;
import datalab.access.Caller;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;

/**
 * An OpenID Connect provider, by what it publishes. It is asked when somebody shows a token or logs in, not before; each
 * answer is bounded in time and size. Thread-safe; may block.
 */
public final class OidcProvider implements AutoCloseable {
    private final OidcSettings settings;
    private final Clock clock;
    private final ProviderClient client;
    private final PublishedKeys keys;
    private final SignatureCheck signatures;
    private final ClaimsCheck claims;

    public OidcProvider(OidcSettings settings, Clock clock) {
        this(settings, KeyTimes.USUAL, clock);
    }

    OidcProvider(OidcSettings settings, KeyTimes times, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.client = new ProviderClient(times.answer());
        this.keys = new PublishedKeys(settings.issuer(), times, clock, client);
        this.signatures = new SignatureCheck(keys);
        this.claims = new ClaimsCheck(settings.issuer(), clock);
    }

    /** Who shows a token that is meant for programs here. @throws AccessDenied where nobody is known by it */
    Caller bearer(String token) {
        SignedJWT signed = signed(token);
        JWTClaimsSet said = claims(signed);
        claims.require(said, settings.audience());
        signatures.require(signed);
        return caller(said);
    }

    /** Who has logged in, by the token that the provider has given for this login. @throws AccessDenied where nobody has */
    Caller login(String idToken, String nonce) {
        SignedJWT signed = signed(idToken);
        JWTClaimsSet said = claims(signed);
        claims.requireLogin(said, settings.clientId(), nonce);
        signatures.require(signed);
        return caller(said);
    }

    OidcSettings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    ProviderClient client() {
        return client;
    }

    /** @throws AccessDenied where it is not known now */
    ProviderDocument document() {
        return keys.document();
    }

    /** Whether the provider is known and its keys are. @throws AccessDenied where they are not */
    public void check() {
        document();
    }

    @Override
    public void close() {
        keys.close();
    }

    private Caller caller(JWTClaimsSet said) {
        Instant end = ClaimsCheck.end(said);
        TokenBearer bearer = new TokenBearer(said);
        return new Caller(
                "user " + bearer.name(),
                settings.roles().of(bearer.groups(settings.groupsClaim())),
                () -> clock.instant().isBefore(end));
    }

    private static SignedJWT signed(String token) {
        JWT parsed;
        try {
            parsed = JWTParser.parse(token);
        } catch (ParseException e) {
            throw AccessDenied.unauthenticated("the token is no whole JWT");
        }
        if (parsed instanceof SignedJWT signed) {
            return signed;
        }
        throw AccessDenied.unauthenticated("the token is not signed; expected a signed JWT, not encrypted");
    }

    private static JWTClaimsSet claims(SignedJWT token) {
        try {
            return token.getJWTClaimsSet();
        } catch (ParseException e) {
            throw AccessDenied.unauthenticated("the token is no whole JWT");
        }
    }
}
