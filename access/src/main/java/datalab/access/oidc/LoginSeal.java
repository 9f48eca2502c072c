package datalab.access.oidc;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import javax.crypto.SecretKey;

/** Writes a login's state as text that nobody but who has the key can read or make: an encrypted JWT. Thread-safe. */
final class LoginSeal {
    private static final String ID = "jti";
    private static final String NONCE = "nonce";
    private static final String VERIFIER = "verifier";
    private static final String REDIRECT = "redirect";
    private static final String RETURN_TO = "return_to";

    private final SecretKey key;

    /** @param key of AES, 256 bits */
    LoginSeal(SecretKey key) {
        this.key = key;
    }

    String seal(LoginState state) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .jwtID(state.id())
                .claim(NONCE, state.nonce())
                .claim(VERIFIER, state.verifier())
                .claim(REDIRECT, state.redirect().toString())
                .claim(RETURN_TO, state.returnTo())
                .expirationTime(Date.from(state.expires()))
                .build();
        EncryptedJWT sealed = new EncryptedJWT(new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM), claims);
        try {
            sealed.encrypt(new DirectEncrypter(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java has AES in GCM", e);
        }
        return sealed.serialize();
    }

    /** Empty where it was sealed with another key, or not at all. */
    Optional<LoginState> open(String text) {
        try {
            EncryptedJWT sealed = EncryptedJWT.parse(text);
            sealed.decrypt(new DirectDecrypter(key));
            return Optional.of(state(sealed.getJWTClaimsSet()));
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    private static LoginState state(JWTClaimsSet claims) throws ParseException {
        Date expires = claims.getExpirationTime();
        return new LoginState(
                claims.getStringClaim(ID),
                claims.getStringClaim(NONCE),
                claims.getStringClaim(VERIFIER),
                URI.create(claims.getStringClaim(REDIRECT)),
                claims.getStringClaim(RETURN_TO),
                expires == null ? Instant.EPOCH : expires.toInstant());
    }
}
