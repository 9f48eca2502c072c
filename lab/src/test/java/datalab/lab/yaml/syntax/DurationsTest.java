package datalab.lab.yaml.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "1s, PT1S", "15m, PT15M", "1h30m, PT1H30M", "1d, PT24H", "0s, PT0S"})
    void readsWhatPeopleWrite(String text, Duration expected) {
        assertThat(Durations.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "s", "1 s", "-1s", "1.5s", "1w", "PT1S", "1s ", "99999999999s"})
    void refusesEverythingElse(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }
}
