package datalab.web.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2024-05-01T12:00:00Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "2024-05-01T12:30:00Z, 2024-05-01T12:30:00Z",
        "2024-05-01T12:30:00.123456789Z, 2024-05-01T12:30:00.123456Z",
        "2024-05-01T12:30:00+02:00, 2024-05-01T10:30:00Z",
        "2024-05-01T12:30:00 02:00, 2024-05-01T10:30:00Z",
        "2024-05-01 12:30:00-05:00, 2024-05-01T17:30:00Z",
        "2024-05-01T12:30:00, 2024-05-01T12:30:00Z",
        "2024-05-01 12:30, 2024-05-01T12:30:00Z",
        "2024-05-01, 2024-05-01T00:00:00Z",
        "now, 2024-05-01T12:00:00Z",
        "-30s, 2024-05-01T11:59:30Z",
        "-15m, 2024-05-01T11:45:00Z",
        "-6h, 2024-05-01T06:00:00Z",
        "-7d, 2024-04-24T12:00:00Z"
    })
    void readsTheUsualForms(String text, String time) {
        assertThat(TimeText.parse("from", text, NOON)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2024-13-01",
                "2024-05-01T25:00:00Z",
                "-1y",
                "1714564800",
                "-999999999d",
                "2024-5-1"
            })
    void saysWhatItExpectsInstead(String text) {
        assertThatThrownBy(() -> TimeText.parse("from", text, NOON))
                .hasMessageStartingWith("from is '" + text + "', expected");
    }
}
