package datalab.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.log.LogUnavailable;
import datalab.store.result.StoreUnavailable;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StartOrderTest {
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> begun = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean logIsThere = new AtomicBoolean();

    @Test
    void startsWhatNeedsAServerWhenItComesAndTheRestAtOnce() {
        try (StartOrder start = new StartOrder(failures::add)) {
            start.start("log", List.of(), this::log);
            start.start("speed", List.of("log", "store"), () -> begun.add("speed"));
            start.start("store", List.of(), () -> begun.add("store"));
            start.startPending();

            assertThat(begun).containsExactly("store");
            assertThatThrownBy(() -> start.check(Set.of("log", "store")))
                    .hasMessage("not started yet: log; no broker answers");
            assertThatCode(() -> start.check(Set.of("store"))).doesNotThrowAnyException();
            logIsThere.set(true);

            await().until(start::isComplete);
            assertThat(begun).containsExactly("store", "log", "speed");
            assertThatCode(() -> start.check(Set.of("log", "store", "speed"))).doesNotThrowAnyException();
        }
    }

    @Test
    void saysWhatWaitingDoesNotMend() {
        AtomicInteger attempts = new AtomicInteger();
        try (StartOrder start = new StartOrder(failures::add)) {
            start.start("store", List.of(), () -> {
                if (attempts.incrementAndGet() == 1) {
                    throw new StoreUnavailable("away", new IllegalStateException());
                }
                throw new IllegalStateException("another field");
            });
            start.startPending();

            await().until(() -> !failures.isEmpty());
            assertThat(failures)
                    .singleElement()
                    .satisfies(why -> assertThat(why).hasMessage("another field"));
        }
    }

    @Test
    void throwsAtOnceWhatWaitingDoesNotMend() {
        try (StartOrder start = new StartOrder(failures::add)) {
            assertThatThrownBy(() -> start.start("store", List.of(), () -> {
                        throw new IllegalStateException("another field");
                    }))
                    .hasMessage("another field");
        }
    }

    private void log() {
        if (!logIsThere.get()) {
            throw new LogUnavailable("no broker answers", new IllegalStateException());
        }
        begun.add("log");
    }
}
