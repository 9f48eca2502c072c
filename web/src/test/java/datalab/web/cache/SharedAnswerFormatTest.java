package datalab.web.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.store.cache.SharedCache;
import datalab.web.http.Answer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedAnswerFormatTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 1_023, 1_024, 200_000})
    void readsWhatItHasWritten(int length) {
        Answer answer = Answer.of("application/geo+json", "ü".repeat(length).getBytes(UTF_8))
                .withNext("?after=ä&limit=1");

        Answer read = SharedAnswerFormat.read(SharedAnswerFormat.write(answer).orElseThrow())
                .orElseThrow();

        assertThat(read.contentType()).isEqualTo(answer.contentType());
        assertThat(read.body()).isEqualTo(answer.body());
        assertThat(read.next()).isEqualTo(answer.next());
        assertThat(read.etag()).isEqualTo(answer.etag());
        assertThat(read.gzip()).isEqualTo(answer.gzip());
    }

    /** Of each byte, one after the other. */
    @Test
    void passesOverWhatWasDamagedOrCutOff() {
        byte[] value = SharedAnswerFormat.write(
                        Answer.json("{\"a\": 1} ".repeat(200).getBytes(UTF_8)))
                .orElseThrow();

        for (int i = 0; i < value.length; i++) {
            byte[] damaged = value.clone();
            damaged[i] ^= 1;
            assertThat(SharedAnswerFormat.read(damaged)).as("byte " + i).isEmpty();
            assertThat(SharedAnswerFormat.read(Arrays.copyOf(value, i))).isEmpty();
        }
        assertThat(SharedAnswerFormat.read(new byte[0])).isEmpty();
    }

    @Test
    void writesNothingThatIsTooLarge() {
        byte[] incompressible = new byte[SharedCache.VALUE_BYTES_MAX];
        new Random(1).nextBytes(incompressible);

        assertThat(SharedAnswerFormat.write(Answer.json(incompressible))).isEmpty();
    }
}
