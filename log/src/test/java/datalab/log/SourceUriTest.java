package datalab.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceUriTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http",
                "mqtt:a/b",
                "mqtt:a b",
                "mqtt:µ/€",
                "mqtt:50%/#[x]",
                "mqtt:a\u0001\"<>\\^`{|}",
                "file:data/ä b.csv"
            })
    void isAUriThatLeadsBackToTheSource(String source) {
        String uri = SourceUri.encode(source);

        assertThat(URI.create(uri).toASCIIString()).isEqualTo(uri);
        assertThat(SourceUri.decode(uri)).isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource({"mqtt:a b, mqtt:a%20b", "mqtt:µ, mqtt:%C2%B5", "mqtt:%41, mqtt:%2541"})
    void escapesWhatNoUriHas(String source, String uri) {
        assertThat(SourceUri.encode(source)).isEqualTo(uri);
    }

    @Test
    void leavesWhatIsNoEscape() {
        assertThat(SourceUri.decode("mqtt:50%/a%2")).isEqualTo("mqtt:50%/a%2");
    }
}
