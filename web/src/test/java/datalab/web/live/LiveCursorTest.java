package datalab.web.live;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Coordinate;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveCursorTest {
    private static final LiveCursor CURSOR = new LiveCursor(new TreeMap<>(Map.of(
            "readings", new TreeMap<>(Map.of(0, 12L, 3, 0L)),
            "users", new TreeMap<>(Map.of(0, 999_999_999_999L)))));

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
        LiveCursor less = CURSOR.notBeyond(Map.of("readings", Map.of(0, 5L, 3, 9L)));

        assertThat(less.of("readings", 0)).hasValue(5L);
        assertThat(less.of("readings", 3)).hasValue(0L);
        assertThat(less.of("users", 0)).hasValue(999_999_999_999L);
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
