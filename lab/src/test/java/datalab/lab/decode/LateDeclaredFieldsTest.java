package datalab.lab.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Streams;
import datalab.lab.event.RemovedFields;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LateDeclaredFieldsTest {
    private final LateDeclaredFields later = new LateDeclaredFields(new EventStream(
            "lab",
            "readings",
            "name",
            "at",
            ZoneOffset.UTC,
            List.of(
                    new Field("name", Field.Type.STRING, true, null, 5.0, null),
                    new Field("level", Field.Type.NUMBER, false, null, 10.0, null),
                    new Field("count", Field.Type.INTEGER, false, null, null, null)),
            EventStream.Extra.REJECT,
            List.of(),
            StreamInputs.NONE,
            List.of()));

    @Test
    void takesWhatFitsAndLeavesWhatIsNotDeclared() {
        String extra =
                "{\"s\": \"a\\\"}\", \"level\": 2.50, \"at\": \"2024-05-01T10:00:00Z\", \"more\": {\"level\": [1, 2]}}";

        LateDeclaredFields.Found found = later.find(extra);

        assertThat(found.values()).containsExactly(null, 2.5, null);
        assertThat(found.time()).isEqualTo(Instant.parse("2024-05-01T10:00:00Z"));
        assertThat(found.extra()).isEqualTo("{\"s\": \"a\\\"}\",\"more\": {\"level\": [1, 2]}}");
    }

    @Test
    void setsAsideWhatTheDecoderWouldRefuse() {
        String extra = "{\"name\": \"too long\", \"level\": 11, \"count\": \"7\", \"at\": \"soon\", \"b\": true}";

        LateDeclaredFields.Found found = later.find(extra);

        assertThat(found.values()).containsOnlyNulls();
        assertThat(found.time()).isNull();
        assertThat(found.extra())
                .isEqualTo(
                        "{\"b\": true,\"_unfit\":{\"name\": \"too long\",\"level\": 11,\"count\": \"7\",\"at\": \"soon\"}}");
    }

    @Test
    void takesWhatWasSetAsideAndFitsByNow() {
        LateDeclaredFields.Found found = later.find("{\"_unfit\": {\"level\": 3, \"count\": 1.5, \"gone\": null}}");

        assertThat(found.values()).containsExactly(null, 3.0, null);
        assertThat(found.extra()).isEqualTo("{\"_unfit\":{\"count\": 1.5,\"gone\": null}}");
    }

    @Test
    void leavesNothingWhereAllIsTaken() {
        LateDeclaredFields.Found found = later.find("{\"count\": 9007199254740993, \"level\": null}");

        assertThat(found.values()).containsExactly(null, null, 9_007_199_254_740_993L);
        assertThat(found.extra()).isNull();
    }

    @Test
    void looksOnlyWhereANameStands() {
        assertThat(later.mayBeIn("{\"more\": {\"level\": 1}}")).isTrue();
        assertThat(later.mayBeIn("{\"levels\": 1}")).isFalse();
    }

    @Test
    void whatIsSetAsideCanBeSentAgain() {
        EventDecoder decoder = new EventDecoder(Streams.readings(EventStream.Extra.REJECT, ZoneOffset.UTC));
        byte[] event = "{\"name\": \"a\", \"_unfit\": {\"value\": \"warm\"}}".getBytes(UTF_8);

        DecodeResult decoded = decoder.decode(event, 0, event.length);

        assertThat(decoded)
                .isInstanceOfSatisfying(
                        DecodeResult.Accepted.class,
                        accepted ->
                                assertThat(accepted.payload().extra()).isEqualTo("{\"_unfit\":{\"value\":\"warm\"}}"));
    }

    @Test
    void showsFormerFieldsAsUndeclaredOnes() {
        Map<String, Object> former = new LinkedHashMap<>();
        former.put("s", "s9");
        former.put("level", 5.0);

        assertThat(RemovedFields.beside(null, former)).isEqualTo("{\"s\":\"s9\",\"level\":5}");
        assertThat(RemovedFields.beside("{\"level\": 7, \"b\": 1}", former))
                .isEqualTo("{\"s\":\"s9\",\"level\": 7, \"b\": 1}");
        assertThat(RemovedFields.beside("{\"b\": 1}", Map.of())).isEqualTo("{\"b\": 1}");
        assertThat(RemovedFields.beside("{ }", former)).isEqualTo("{\"s\":\"s9\",\"level\":5}");
    }
}
