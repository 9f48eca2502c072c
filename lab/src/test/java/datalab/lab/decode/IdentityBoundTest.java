package datalab.lab.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strings that identify an event stay short enough for an index. */
class IdentityBoundTest {

    @ParameterizedTest
    @CsvSource({"500, true", "501, false"})
    void boundsTheKey(int characters, boolean accepted) {
        DecodeResult decoded = decode(List.of(), "k", "😀".repeat(characters));

        assertThat(decoded instanceof DecodeResult.Accepted).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({"250, true", "251, false"})
    void boundsUniqueStringsTogether(int characters, boolean accepted) {
        DecodeResult decoded = decode(List.of("k", "other"), "other", "x".repeat(characters));

        assertThat(decoded instanceof DecodeResult.Accepted).isEqualTo(accepted);
    }

    @Test
    void boundsNoOtherString() {
        assertThat(decode(List.of(), "other", "x".repeat(100_000))).isInstanceOf(DecodeResult.Accepted.class);
    }

    private static DecodeResult decode(List<String> unique, String field, String value) {
        List<Field> fields = List.of(string("k"), string("other"));
        EventStream stream = new EventStream(
                "lab",
                "s",
                "k",
                null,
                ZoneOffset.UTC,
                fields,
                EventStream.Extra.KEEP,
                unique,
                StreamInputs.NONE,
                List.of());
        String rest = field.equals("k") ? "\"other\": \"o\"" : "\"k\": \"k\"";
        byte[] json = "{%s, \"%s\": \"%s\"}".formatted(rest, field, value).getBytes(UTF_8);
        return new EventDecoder(stream).decode(json, 0, json.length);
    }

    private static Field string(String name) {
        return new Field(name, Field.Type.STRING, false, null, null, null);
    }
}
