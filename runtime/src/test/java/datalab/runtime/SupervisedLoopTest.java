package datalab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.runtime.CircuitBreaker.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SupervisedLoopTest {
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMillis(9));

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CircuitBreaker breaker = new CircuitBreaker("test", "a", BACKOFF, meters);
    private final List<Object> seen = new ArrayList<>();
    private SupervisedLoop loop = new SupervisedLoop(breaker, () -> Duration.ZERO);

    @Test
    void goesOnAfterEveryKindOfFailureAndShowsItsState() {
        List<Throwable> failures = List.of(
                new ServerAway(),
                new java.io.IOException("cut"),
                new IllegalStateException("bug"),
                new OutOfMemoryError());
        loop = new SupervisedLoop(
                breaker,
                () -> {
                    seen.add(breaker.state());
                    if (seen.size() > 4) {
                        loop.close();
                        return Duration.ofDays(1);
                    }
                    return thrown(failures.get(seen.size() - 1));
                },
                failure -> {});

        loop.run();

        assertThat(seen)
                .containsExactly(State.CLOSED, State.HALF_OPEN, State.HALF_OPEN, State.HALF_OPEN, State.HALF_OPEN);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void restsTwiceAsLongAfterEachFailureUntilOnePasses() {
        assertThat(rests(new ServerAway(), new ServerAway(), new ServerAway(), new ServerAway()))
                .containsExactly(1L, 2L, 4L, 4L);
        breaker.passed();
        assertThat(rests(new ServerAway(), new IllegalStateException("bug"))).containsExactly(1L, 9L);
    }

    @Test
    void beginsAnewWhereTheWorkHasGoneWell() {
        rests(new ServerAway(), new ServerAway());

        breaker.passed();

        assertThat(breaker.failed(new ServerAway())).isEqualTo(BACKOFF.min());
    }

    @Test
    void tellsWhoeverRaisesAnAlarm() {
        loop = new SupervisedLoop(breaker, () -> thrown(new IllegalStateException("bug")), failure -> {
            seen.add(failure.getMessage());
            loop.close();
        });

        loop.run();

        assertThat(seen).containsExactly("bug");
        assertThat(loop.awaitEnd(Duration.ZERO)).isTrue();
    }

    @Test
    void theMetricIsTheStateOfWhoeverDoesTheWorkNow() {
        breaker.failed(new ServerAway());
        assertThat(gauge().value()).isEqualTo(2);

        CircuitBreaker next = new CircuitBreaker("test", "a", BACKOFF, meters);
        breaker.close();
        assertThat(gauge().value()).isZero();

        next.close();
        assertThat(meters.find("datalab.loop.state").gauge()).isNull();
    }

    private Gauge gauge() {
        return meters.get("datalab.loop.state").tags("loop", "test", "of", "a").gauge();
    }

    private List<Long> rests(Exception... failures) {
        return java.util.Arrays.stream(failures)
                .map(failure -> breaker.failed(failure).toMillis())
                .toList();
    }

    private static Duration thrown(Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }

    private static final class ServerAway extends Unavailable {
        ServerAway() {
            super("away", null);
        }
    }
}
