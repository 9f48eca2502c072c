package datalab.lab.yaml.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    @ParameterizedTest
    @CsvSource({
        "reading, readings",
        "raedings, readings",
        "READINGS, readings",
        "titel, title",
        "stream, streams",
        "rows, ",
        "x, ",
        "completely, "
    })
    void guessesTheNearestNameOnlyIfItIsNear(String word, String expected) {
        assertThat(Suggestion.of(word, List.of("readings", "title", "streams"))).isEqualTo(expected);
    }
}
