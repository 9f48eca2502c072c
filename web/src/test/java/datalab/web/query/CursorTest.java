package datalab.web.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.stream.EventStream;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.web.TestLab;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final EventStream STREAM = TestLab.STREAM;
    private static final View PER_MINUTE = TestLab.PER_MINUTE;

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "e1", "ZTF8", "%%%", "djF8W10", "ZTF8MjAyNHwxfDI", "ZTF8MjAyNC0wMS0wMVQwMDowMDowMFp8MXw"
            })
    void refusesWhatItDidNotGive(String after) {
        assertThatThrownBy(() -> EventCursor.decode(after)).hasMessageStartingWith("after is not one that");
        assertThatThrownBy(() -> ViewCursor.decode(PER_MINUTE, STREAM, after))
                .hasMessageStartingWith("after is not one that");
    }

    @Test
    void findsARowAgain() {
        RowKey key = new RowKey(List.of("a \"quoted\" näme"), Instant.parse("2024-05-01T12:00:00Z"));

        RowKey found = ViewCursor.decode(PER_MINUTE, STREAM, ViewCursor.encode(key));

        assertThat(found).isEqualTo(key);
    }

    @Test
    void findsARowOfEventsWithoutAGroupAgain() {
        List<Object> none = new ArrayList<>();
        none.add(null);
        RowKey key = new RowKey(none, Instant.parse("2024-05-01T12:00:00Z"));

        RowKey found = ViewCursor.decode(PER_MINUTE, STREAM, ViewCursor.encode(key));

        assertThat(found).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1|[]",
                "v1|[null,\"a\"]",
                "v1|[\"2024-05-01T12:00:00Z\",5]",
                "v1|[\"2024-05-01T12:00:00Z\",{}]",
                "v1|[\"noon\",\"a\"]",
                "v1|[\"+10000-01-01T00:00:00Z\",\"a\"]",
                "v1|[\"2024-05-01T12:00:00Z\",\"a\",\"b\"]",
                "v1|nonsense"
            })
    void refusesForgedRows(String forged) {
        String after = Base64.getUrlEncoder().encodeToString(forged.getBytes(UTF_8));

        assertThatThrownBy(() -> ViewCursor.decode(PER_MINUTE, STREAM, after))
                .hasMessageStartingWith("after is not one that");
    }
}
