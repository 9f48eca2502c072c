package datalab.lab.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OffsetsTest {
    private static final Offsets SOME = new Offsets(Map.of(0, 5L, 1, 2L));

    @Test
    void coverWhatLiesBeforeThem() {
        assertThat(SOME.covers(new Coordinate(0, 4))).isTrue();
        assertThat(SOME.covers(new Coordinate(0, 5))).isFalse();
        assertThat(SOME.covers(new Coordinate(2, 0))).isFalse();
        assertThat(SOME.covers(new Offsets(Map.of(0, 5L)))).isTrue();
        assertThat(SOME.covers(new Offsets(Map.of(2, 1L)))).isFalse();
    }

    @Test
    void mergeToTheFurtherOne() {
        Offsets merged = SOME.merge(new Offsets(Map.of(1, 7L, 2, 1L)));

        assertThat(merged).isEqualTo(new Offsets(Map.of(0, 5L, 1, 7L, 2, 1L)));
        assertThat(merged.total()).isEqualTo(13);
    }

    @Test
    void countWhatIsBehind() {
        assertThat(SOME.lagOf(new Offsets(Map.of(0, 3L, 1, 9L)))).isEqualTo(2);
        assertThat(SOME.with(1, 3).lagOf(Offsets.NONE)).isEqualTo(8);
    }
}
