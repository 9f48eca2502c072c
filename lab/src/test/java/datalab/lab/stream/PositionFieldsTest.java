package datalab.lab.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.DecodeResult.Accepted;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.RejectReason;
import datalab.lab.yaml.LabFile;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Positions, numbers in strings and numbers that DataLab gives, as the decoder takes them. */
class PositionFieldsTest {
    private static final String LAB = """
            lab: phones
            streams:
              locations:
                fields:
                  id: {type: integer, generated: true, required: true}
                  latitude: {type: number, as: text}
                  longitude: {type: number, as: text, max: 200}
                position: [latitude, longitude]
            """;

    private final EventStream stream = stream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "latitude": 35.05, "longitude": -106.5     | 35.05  | -106.5
            "latitude": "35.05", "longitude": "-106.5" | 35.05  | -106.5
            "latitude": "9e1", "longitude": 180        | 90     | 180
            "latitude": -90, "longitude": "-180.0"     | -90    | -180
            "latitude": null                           |        |
            """)
    void takesPlacesOnEarth(String members, Double latitude, Double longitude) {
        DecodeResult decoded = decode(members);

        assertThat(decoded).isInstanceOf(Accepted.class);
        assertThat(((Accepted) decoded).payload().values()).containsExactly(1L, latitude, longitude);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "latitude": 137, "longitude": 5           | OUT_OF_RANGE  | latitude
            "latitude": "-90.1", "longitude": 5       | OUT_OF_RANGE  | latitude
            "latitude": 5, "longitude": 181           | OUT_OF_RANGE  | longitude
            "latitude": "NaN", "longitude": 5         | WRONG_TYPE    | latitude
            "latitude": "1e999", "longitude": 5       | OUT_OF_RANGE  | latitude
            "latitude": "0x10", "longitude": 5        | WRONG_TYPE    | latitude
            "latitude": "", "longitude": 5            | WRONG_TYPE    | latitude
            "latitude": 5                             | MISSING_FIELD | longitude
            "latitude": null, "longitude": 5          | MISSING_FIELD | latitude
            """)
    void refusesPlacesThatAreNone(String members, RejectReason reason, String field) {
        DecodeResult decoded = decode(members);

        assertThat(decoded).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.field()).isEqualTo(field);
        });
    }

    @Test
    void saysInFullHowFarNumbersGo() {
        byte[] bytes = "{\"id\": 9007199254740992}".getBytes(UTF_8);

        assertThat(EventDecoder.ofSenders(stream).decode(bytes, 0, bytes.length))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.detail())
                                .endsWith("expected an integer of at most 9007199254740991"));
    }

    @Test
    void missesNoGeneratedNumberInWhatComesFromSenders() {
        byte[] bytes = "{}".getBytes(UTF_8);

        DecodeResult fromSender = EventDecoder.ofSenders(stream).decode(bytes, 0, bytes.length);
        DecodeResult fromLog = new EventDecoder(stream).decode(bytes, 0, bytes.length);

        assertThat(fromSender).isInstanceOf(Accepted.class);
        assertThat(fromLog).isEqualTo(new Refused(RejectReason.MISSING_FIELD, "id", "id is missing or null"));
    }

    private DecodeResult decode(String members) {
        byte[] bytes = ("{\"id\": 1, " + members + "}").getBytes(UTF_8);
        return new EventDecoder(stream).decode(bytes, 0, bytes.length);
    }

    private static EventStream stream() {
        LabFile file = LabFile.parse("lab.yaml", Path.of("."), LAB);
        return Objects.requireNonNull(((LabFile.Valid) file).lab().streams().get("locations"));
    }
}
