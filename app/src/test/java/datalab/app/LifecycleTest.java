package datalab.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.terminal.CommandFailed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LifecycleTest {
    private final List<String> closed = new CopyOnWriteArrayList<>();

    @Test
    void closesInReverseAndEachOnce() {
        Lifecycle lifetime = new Lifecycle(Duration.ofSeconds(10));
        lifetime.own("first", part("first"));
        lifetime.own("second", part("second"));

        lifetime.close();
        lifetime.close();

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void leavesAPartBehindThatHangsOrFails() {
        Lifecycle lifetime = new Lifecycle(Duration.ofMillis(200));
        CountDownLatch never = new CountDownLatch(1);
        lifetime.own("first", part("first"));
        lifetime.own("fails", () -> {
            throw new IllegalStateException("on purpose");
        });
        lifetime.own("hangs", never::await);

        lifetime.close();

        assertThat(closed).containsExactly("first");
    }

    @Test
    void keepsHalfOfTheTimeForTheFirst() {
        Lifecycle lifetime = new Lifecycle(Duration.ofMillis(400));
        CountDownLatch never = new CountDownLatch(1);
        lifetime.own("first", () -> {
            closed.add("first " + (never.await(100, TimeUnit.MILLISECONDS) ? "" : "in time"));
        });
        lifetime.own("hangs", never::await);
        lifetime.own("hangs too", never::await);

        lifetime.close();

        assertThat(closed).containsExactly("first in time");
    }

    @Test
    void takesNoPartAnyMoreOnceItEnds() {
        Lifecycle lifetime = new Lifecycle(Duration.ofSeconds(10));
        lifetime.close();

        assertThatThrownBy(() -> lifetime.own("late", part("late"))).isInstanceOf(CommandFailed.class);
    }

    private AutoCloseable part(String name) {
        return () -> closed.add(name);
    }
}
