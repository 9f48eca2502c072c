package datalab.out.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What requests are signed with, as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> 1.0 has it. Never shows
 * its key. Thread-safe.
 */
final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int ENCODED_BYTES_MIN = 24;

    private final SecretKeySpec key;

    private WebhookSecret(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Base64 behind {@code whsec_}, or any other text as it is; empty where there is no such key. */
    static Optional<WebhookSecret> read(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.of(text)
                    .filter(some -> !some.isEmpty())
                    .map(some -> new WebhookSecret(some.getBytes(UTF_8)));
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text.substring(PREFIX.length())))
                    .filter(bytes -> bytes.length >= ENCODED_BYTES_MIN)
                    .map(WebhookSecret::new);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What a receiver finds in {@code webhook-signature}. */
    String signature(String id, long timestampSeconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestampSeconds + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "a secret";
    }
}
