package datalab.process.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StreamGrowthTest {
    private final StreamGrowth growth = new StreamGrowth();

    @Test
    void aStreamIsSettledOnceItsHistoryHasCome() {
        assertThat(growth.isSettled("readings", 0)).isFalse();
        assertThat(growth.isSettled("readings", 0)).isFalse();
        assertThat(growth.isSettled("readings", 15_000)).isFalse();
        assertThat(growth.isSettled("readings", 30_000)).isFalse();
        assertThat(growth.isSettled("others", 30_000)).isFalse();
        assertThat(growth.isSettled("readings", 30_301)).isFalse();
        assertThat(growth.isSettled("readings", 30_302)).isTrue();
        assertThat(growth.isSettled("readings", 30_302)).isTrue();
    }

    @Test
    void aStreamThatAlwaysGrowsIsSettledAfterAWhile() {
        growth.isSettled("readings", 0);
        int looks = 1;
        while (!growth.isSettled("readings", looks * 200L)) {
            looks++;
        }

        assertThat(looks).isEqualTo(101);
    }
}
