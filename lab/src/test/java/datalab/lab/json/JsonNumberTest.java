package datalab.lab.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.DecodedPayload;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumberTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-0.0",
                "5",
                "5.0",
                "-5.10",
                "1e2",
                "1E+2",
                "12e-1",
                "120e-1",
                "1e16",
                "0.1",
                "1e400",
                "1e-400",
                "9007199254740993",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "1E0000000001",
                "1e-99999999999",
                "1.7976931348623157e308",
                "1.8e308",
                "5e-324",
                "0e999999999999"
            })
    void isTheValueThatAFieldOfJsonWouldHave(String text) {
        assertThat(JsonNumber.number(text)).isEqualTo(decoded(Field.Type.NUMBER, text));
        assertThat(JsonNumber.integer(text)).isEqualTo(decoded(Field.Type.INTEGER, text));
    }

    @ParameterizedTest
    @CsvSource({"+5, 5", ".5, 0.5", "-.5, -0.5", "5., 5", "007, 7", "-007.50, -7.50", "+1.e3, 1e3", "0.0, 0.0", "00, 0"
    })
    void isSpelledAsJsonDoes(String text, String json) {
        assertThat(JsonNumber.json(text)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "-",
                "+",
                "+-5",
                "-+5",
                "--5",
                "e5",
                "5e",
                "0x10",
                "0x1p3",
                "1d",
                "1f",
                "5L",
                "1_000",
                "1,5",
                "NaN",
                "Infinity",
                "-Infinity",
                "٥",
                "５",
                " 5",
                "1 000",
                "true"
            })
    void isNone(String text) {
        assertThat(JsonNumber.json(text)).isNull();
        assertThat(JsonNumber.number(text)).isNull();
        assertThat(JsonNumber.integer(text)).isNull();
    }

    private static @Nullable Object decoded(Field.Type type, String number) {
        Field field = new Field("n", type, false, null, null, null);
        EventStream stream = new EventStream(
                "lab",
                "numbers",
                null,
                null,
                ZoneOffset.UTC,
                List.of(field),
                EventStream.Extra.KEEP,
                List.of(),
                StreamInputs.NONE,
                List.of());
        byte[] json = ("{\"n\":" + number + "}").getBytes(UTF_8);
        return new EventDecoder(stream).decode(json, 0, json.length)
                        instanceof DecodeResult.Accepted(DecodedPayload payload)
                ? payload.values()[0]
                : null;
    }
}
