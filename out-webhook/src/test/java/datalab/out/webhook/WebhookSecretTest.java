package datalab.out.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookSecretTest {
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);

    /** An example that the libraries of Standard Webhooks are tested with. */
    @Test
    void signsAsStandardWebhooksSays() {
        WebhookSecret secret =
                WebhookSecret.read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").orElseThrow();

        assertThat(secret.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, BODY))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /** As {@code printf '%s' 'msg_1.5.{"test": 2432232314}' | openssl dgst -sha256 -hmac 'café' -binary | base64} does. */
    @Test
    void takesAnyOtherTextAsItIs() {
        WebhookSecret secret = WebhookSecret.read("café").orElseThrow();

        assertThat(secret.signature("msg_1", 5, BODY)).isEqualTo("v1,OxSD8S/wRY3+ujXT9yQUQrBCY+J/4YkedcsaiUfD3A8=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "whsec_", "whsec_not Base64", "whsec_dG9vIHNob3J0", "whsec_dG9vIHNob3J0IGJ5IG9uZSBieXRlLi4="
            })
    void refusesWhatIsNoSecret(String text) {
        assertThat(WebhookSecret.read(text)).isEmpty();
    }

    @Test
    void showsNothing() {
        assertThat(WebhookSecret.read("hunter2").orElseThrow()).hasToString("a secret");
    }
}
