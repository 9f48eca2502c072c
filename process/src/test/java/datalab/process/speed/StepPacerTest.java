package datalab.process.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StepPacerTest {
    private static final long MS = Duration.ofMillis(1).toNanos();

    private long now = 1_000 * MS;
    private final StepPacer pace = new StepPacer(() -> now);

    @Test
    void letsALoneStepBeginAtOnce() {
        pace.took(2 * MS);
        now += 100 * MS;

        long rest = pace.restNanos();

        assertThat(rest).isZero();
    }

    @Test
    void keepsStepsApartByThreeTimesWhatTheLastOneTook() {
        pace.took(2 * MS);
        now += 100 * MS;
        pace.restNanos();
        now += 2 * MS;

        long rest = pace.restNanos();

        assertThat(rest).isEqualTo(4 * MS);
    }

    @Test
    void letsAllBeginTogetherWhoHaveWaited() {
        pace.took(2 * MS);
        pace.restNanos();
        now += 2 * MS;
        long first = now + pace.restNanos();
        now += 3 * MS;

        long second = now + pace.restNanos();

        assertThat(second).isEqualTo(first);
    }

    /** Or each of several would have a beat of its own. */
    @Test
    void makesWaitWhoComesJustAfterABeatThatOthersWaitedFor() {
        pace.took(2 * MS);
        long begun = now;
        now += 2 * MS;
        pace.restNanos();
        now += 5 * MS;

        long next = now + pace.restNanos();

        assertThat(next).isEqualTo(begun + 12 * MS);
    }

    @Test
    void keepsStepsNoFurtherApartThanItsBound() {
        pace.took(500 * MS);
        pace.restNanos();

        long rest = pace.restNanos();

        assertThat(rest).isEqualTo(StepPacer.APART_MAX.toNanos());
    }
}
