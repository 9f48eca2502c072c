package datalab.lab.quality;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class QualityFoldTest {
    private static final String TESTS =
            "- gross_range: {field: value, fail: [0, 10]}\n- spike: {field: value, fail: 2}";

    private final EventStream stream = QualityReadings.stream(TESTS);
    private final QualityFold fold = new QualityFold(stream);
    private final QualityState state = fold.decode(null);

    @Test
    void amendsTheEventBeforeWithAllItsFlags() {
        check(7, "2024-05-01T10:00:00.000001Z,a,1");
        check(8, "2024-05-01T10:00:01.123456Z,a,9");

        QualityResult checked = check(9, "2024-05-01T10:00:02Z,a,1");

        QualityResult.Amendment amendment = Objects.requireNonNull(checked.amendment());
        assertThat(amendment.at()).isEqualTo(new Coordinate(0, 8));
        assertThat(amendment.time()).isEqualTo(Instant.parse("2024-05-01T10:00:01.123456Z"));
        assertThat(fold.flagsJson(amendment.flags()))
                .isEqualTo("{\"value\":{\"gross_range\":1,\"spike\":4,\"aggregate\":4}}");
    }

    @Test
    void doesNotChangeFlagsItHasHandedOut() {
        check(0, "2024-05-01T10:00:00Z,a,1");
        QualityResult middle = check(1, "2024-05-01T10:00:01Z,a,9");

        check(2, "2024-05-01T10:00:02Z,a,1");

        assertThat(fold.flagsJson(middle.flags()))
                .isEqualTo("{\"value\":{\"gross_range\":1,\"spike\":2,\"aggregate\":1}}");
    }

    @Test
    void keepsTheStateSmall() {
        for (int second = 0; second < 60; second++) {
            check(second, "2024-05-01T10:00:%02dZ,a,1".formatted(second));
        }

        assertThat(state.encode()).hasSizeLessThan(100);
    }

    @Test
    void beginsAnewWhenTheTestsHaveChanged() {
        check(0, "2024-05-01T10:00:00Z,a,1");
        check(1, "2024-05-01T10:00:01Z,a,9");
        QualityFold changed = new QualityFold(QualityReadings.stream(TESTS.replace("fail: 2", "fail: 3")));

        QualityState decoded = changed.decode(state.encode());
        QualityResult checked =
                changed.check(decoded, QualityReadings.event(stream, 2, "2024-05-01T10:00:00Z,a,1"), Map.of());

        assertThat(checked.amendment()).isNull();
        assertThat(decoded.encode()).isNotEqualTo(changed.decode(null).encode());
    }

    @Test
    void isNotMovedByWhatWasNotObserved() {
        byte[] before = fold.decode(state.encode()).encode();

        QualityResult simulated = fold.check(
                state, QualityReadings.event(stream, 0, "2024-05-01T11:00:00Z,a,11", Origin.SIMULATED), Map.of());
        QualityResult modelled = fold.check(
                state, QualityReadings.event(stream, 1, "2024-05-01T12:00:00Z,a,5", Origin.MODELLED), Map.of());

        assertThat(state.encode()).isEqualTo(before);
        assertThat(fold.flagsJson(simulated.flags()))
                .isEqualTo("{\"value\":{\"gross_range\":4,\"spike\":2,\"aggregate\":4}}");
        assertThat(fold.flagsJson(modelled.flags()))
                .isEqualTo("{\"value\":{\"gross_range\":1,\"spike\":2,\"aggregate\":1}}");
    }

    @Test
    void saysThatAStreamWithoutTestsHasNoFlags() {
        QualityFold none = new QualityFold(QualityReadings.stream("[]"));

        assertThat(none.isEmpty()).isTrue();
        assertThat(none.flagsJson(new byte[0])).isEqualTo("{}");
    }

    private QualityResult check(int offset, String line) {
        return fold.check(state, QualityReadings.event(stream, offset, line), Map.of());
    }
}
