package datalab.web.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.time.TimeRule;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeParametersTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2024-05-01T12:00:00Z"), ZoneOffset.UTC);

    private final TimeParameters times = new TimeParameters(TimeRule.UTC, NOON);

    @ParameterizedTest
    @CsvSource({
        "2024-05-01T12:30:00Z, 2024-05-01T12:30:00Z",
        "2024-05-01T12:30:00.123456789Z, 2024-05-01T12:30:00.123456Z",
        "2024-05-01T12:30:00+02:00, 2024-05-01T10:30:00Z",
        "2024-05-01T12:30:00 02:00, 2024-05-01T10:30:00Z",
        "2024-05-01T12:30:00 02, 2024-05-01T10:30:00Z",
        "'2024-05-01T12:30:00,5 0200', 2024-05-01T10:30:00.500Z",
        "2024-05-01 12:30:00-05:00, 2024-05-01T17:30:00Z",
        "2024-05-01T12:30:00, 2024-05-01T12:30:00Z",
        "2024-05-01 12:30, 2024-05-01T12:30:00Z",
        "2024-05-01, 2024-05-01T00:00:00Z",
        "2024-05-01t12:30:00z, 2024-05-01T12:30:00Z",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
        "20240501, 2024-05-01T00:00:00Z",
        "20240501T123000Z, 2024-05-01T12:30:00Z",
        "1714564800, 2024-05-01T12:00:00Z",
        "1714564800250, 2024-05-01T12:00:00.250Z",
        "1.7145648e9, 2024-05-01T12:00:00Z",
        "now, 2024-05-01T12:00:00Z",
        "-30s, 2024-05-01T11:59:30Z",
        "-15m, 2024-05-01T11:45:00Z",
        "-6h, 2024-05-01T06:00:00Z",
        "-7d, 2024-04-24T12:00:00Z"
    })
    void readsTheUsualForms(String text, String time) {
        assertThat(times.parse("from", text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2024-13-01",
                "2024-05-01T25:00:00Z",
                "-1y",
                "0",
                "-1",
                "2024050112",
                "2024-05-01T10:59:60Z",
                "-999999999d",
                "2024-5-1"
            })
    void saysWhatItExpectsInstead(String text) {
        assertThatThrownBy(() -> times.parse("from", text)).hasMessageStartingWith("from is '" + text + "', expected");
    }

    @Test
    void readsWhatTheStreamsSendersMayWrite() {
        TimeRule rule = new TimeRule(ZoneId.of("Europe/Berlin"), "yyyyMMddHH", TimeRule.Dst.REJECT, null);
        TimeParameters ofStream = new TimeParameters(rule, NOON);

        assertThat(ofStream.parse("from", "2024050114")).isEqualTo("2024-05-01T12:00:00Z");
        assertThat(ofStream.parse("from", "2024-05-01 14:00")).isEqualTo("2024-05-01T12:00:00Z");
        assertThat(ofStream.parse("from", "1714564800250")).isEqualTo("2024-05-01T12:00:00.250Z");
        assertThat(ofStream.parseToEndOfDay("to", "2024-03-31")).isEqualTo("2024-03-31T22:00:00Z");
    }

    /** A stream's format is that of the event time: senders write other fields in the usual forms. */
    @Test
    void readsOtherFieldsAsTheirSendersWriteThem() {
        TimeRule rule = new TimeRule(ZoneOffset.UTC, "milliseconds", TimeRule.Dst.REJECT, null);
        TimeParameters ofStream = new TimeParameters(rule, NOON);

        assertThat(ofStream.parse("from", "1714564800")).isEqualTo("1970-01-20T20:16:04.800Z");
        assertThat(ofStream.parseField("due", "1714564800")).isEqualTo("2024-05-01T12:00:00Z");
        assertThatThrownBy(() -> ofStream.parseField("due", "1000")).hasMessageStartingWith("due is '1000', expected");
    }
}
