package datalab.access.oidc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

/**
 * What is remembered of a login that has begun.
 *
 * @param id the parameter {@code state}, which ties the provider's answer to this login
 * @param nonce by which the provider's token is
 * @param verifier shows that who ends the login has begun it (RFC 7636)
 */
record LoginState(String id, String nonce, String verifier, URI redirect, String returnTo, Instant expires) {
    private static final int RANDOM_BYTES = 32;

    static LoginState begin(SecureRandom random, URI redirect, String returnTo, Instant expires) {
        return new LoginState(text(random), text(random), text(random), redirect, returnTo, expires);
    }

    /** What the provider is shown of the verifier at first. */
    String challenge() {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    boolean isOf(String answered) {
        return MessageDigest.isEqual(id.getBytes(US_ASCII), answered.getBytes(US_ASCII));
    }

    /** Without what must stay secret. */
    @Override
    public String toString() {
        return "login until " + expires;
    }

    private static String text(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
