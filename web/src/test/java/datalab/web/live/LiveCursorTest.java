package datalab.web.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Offsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveCursorTest {
    private static final LiveCursor CURSOR = new LiveCursor(new TreeMap<>(Map.of(
            "readings", new Offsets(Map.of(0, 12L, 3, 0L)),
            "users", new Offsets(Map.of(0, 999_999_999_999L)))));

    @Test
    void isTheSameAfterItWasText() {
        assertThat(LiveCursor.parse(CURSOR.text())).hasValue(CURSOR);
        assertThat(LiveCursor.parse(new LiveCursor(new TreeMap<>()).text())).hasValue(new LiveCursor(new TreeMap<>()));
    }

    @Test
    void isOneLineThatAHeaderAndAUrlTake() {
        assertThat(CURSOR.text()).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void goesOnByWhatWasShown() {
        LiveCursor after = CURSOR.after("readings", new Coordinate(3, 7));

        assertThat(after.of("readings", 3)).hasValue(8L);
        assertThat(after.of("readings", 0)).hasValue(12L);
        assertThat(CURSOR.of("readings", 3)).hasValue(0L);
    }

    @Test
    void goesNoFurtherThanRowsThatWait() {
        LiveCursor less = CURSOR.notBeyond("readings", new Offsets(Map.of(0, 5L, 3, 9L)));

        assertThat(less.of("readings", 0)).hasValue(5L);
        assertThat(less.of("readings", 3)).hasValue(0L);
        assertThat(less.of("users", 0)).hasValue(999_999_999_999L);
    }

    @Test
    void mayBeAsLongAsAHeaderTakes() {
        String manyPartitions = "readings" + ":1=2".repeat(3_000);
        String manyStreams = "a:1=2;".repeat(2_000) + "a:1=3";

        assertThat(parsed(manyPartitions))
                .hasValueSatisfying(
                        cursor -> assertThat(cursor.of("readings", 1)).hasValue(2L));
        assertThat(parsed(manyStreams))
                .hasValueSatisfying(cursor -> assertThat(cursor.of("a", 1)).hasValue(3L));
        assertThat(parsed(manyStreams + ";")).isEmpty();
    }

    private static Optional<LiveCursor> parsed(String plain) {
        return LiveCursor.parse(Base64.getUrlEncoder().encodeToString(plain.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "no",
                "%%%",
                "cmVhZGluZ3M",
                "cmVhZGluZ3M6MD0tMQ",
                "cmVhZGluZ3M6MD05OTk5OTk5OTk5OTk5OTk5OTk5OTk"
            })
    void isNothingWhereItIsNotOne(String text) {
        assertThat(LiveCursor.parse(text)).isEmpty();
    }
}
