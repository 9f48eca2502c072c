package datalab.lab.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.Streams;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.EventJson;
import datalab.lab.stream.EventStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden cases of the decoder: each folder of {@code testcases/decode} holds the sender's bytes ({@code input}) and the
 * event or the refusal they become. A case whose name begins with {@code strict-} is for a stream that keeps no extra fields.
 */
class DecodeCasesTest {
    private static final Path CASES = Path.of("testcases/decode");
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decodesAsExpected(String name) throws IOException {
        EventStream.Extra extra = name.startsWith("strict-") ? EventStream.Extra.REJECT : EventStream.Extra.KEEP;
        EventStream stream = Streams.readings(extra, ZoneId.of("Europe/Berlin"));
        byte[] input = Files.readAllBytes(CASES.resolve(name).resolve("input"));

        DecodeResult decoded = new EventDecoder(stream).decode(input, 0, input.length);

        Path expected = CASES.resolve(name).resolve("expected.json");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expected, JSON.readTree(text(stream, decoded)).toPrettyString() + "\n");
        }
        assertThat(JSON.readTree(text(stream, decoded))).isEqualTo(JSON.readTree(Files.readString(expected, UTF_8)));
    }

    private static String text(EventStream stream, DecodeResult decoded) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            switch (decoded) {
                case DecodeResult.Accepted accepted ->
                    new EventJson(stream)
                            .write(
                                    out,
                                    new Event(stream, accepted.payload(), Streams.ARRIVED, new Coordinate(0, 7)),
                                    null);
                case DecodeResult.Refused refused -> {
                    out.writeStartObject();
                    out.writeStringField("reason", refused.reason().text());
                    out.writeStringField("field", refused.field());
                    out.writeStringField("detail", refused.detail());
                    out.writeEndObject();
                }
            }
        }
        return text.toString();
    }
}
