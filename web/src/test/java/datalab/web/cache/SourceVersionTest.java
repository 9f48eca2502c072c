package datalab.web.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SourceVersionTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void oneReadingServesForAWhile() {
        SourceVersion version = new SourceVersion(() -> "version " + reads.incrementAndGet(), nanos::get);

        assertThat(version.now()).isEqualTo("version 1");
        pass(SourceVersion.GOOD_FOR.minusNanos(1));
        assertThat(version.now()).isEqualTo("version 1");
        pass(Duration.ofNanos(1));
        assertThat(version.now()).isEqualTo("version 2");
    }

    @Test
    void theLastKnownStandsWhileTheStoreIsAway() {
        SourceVersion version = new SourceVersion(
                () -> {
                    if (reads.incrementAndGet() > 1) {
                        throw new IllegalStateException("away");
                    }
                    return "known";
                },
                nanos::get);
        assertThat(version.now()).isEqualTo("known");

        pass(SourceVersion.GOOD_FOR);
        for (int i = 0; i < 100; i++) {
            assertThat(version.now()).isEqualTo("known");
        }

        assertThat(reads).hasValue(2);
        pass(Duration.ofSeconds(1));
        assertThat(version.now()).isEqualTo("known");
        await().until(() -> reads.get() == 3);
    }

    @Test
    void nobodyWaitsForAReadingThatIsLate() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        SourceVersion version = new SourceVersion(
                () -> {
                    if (reads.incrementAndGet() > 1) {
                        waitFor(go);
                        return "new";
                    }
                    return "known";
                },
                nanos::get);
        assertThat(version.now()).isEqualTo("known");
        pass(SourceVersion.GOOD_FOR);

        assertThat(version.now()).isEqualTo("known"); // after a tenth of a second
        pass(Duration.ofSeconds(10));
        long begun = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertThat(version.now()).isEqualTo("known");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(reads).hasValue(2);
        go.countDown();
        await().until(() -> version.now().equals("new"));
    }

    @Test
    void oneThatWasNeverKnownIsEmpty() {
        SourceVersion version = new SourceVersion(
                () -> {
                    throw new IllegalStateException("away");
                },
                nanos::get);

        assertThat(version.now()).isEmpty();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
