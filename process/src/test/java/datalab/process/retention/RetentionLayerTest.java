package datalab.process.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** When rows are deleted, with rows in memory. */
final class RetentionLayerTest {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);

    @Test
    void raisesTheHorizonOnceAndThenDeletesPageByPageUntilNoneIsLeft() {
        Rows rows = new Rows("a", 3);

        try (RetentionLayer layer = new RetentionLayer(List.of(rows), meters, clock)) {
            layer.start();
            await().until(() -> rows.steps.size() == 5);
        }

        assertThat(rows.steps)
                .containsExactly("raise " + NOON, "delete " + NOON, "delete " + NOON, "delete " + NOON, "none left");
        assertThat(deleted("a")).isEqualTo(30);
    }

    @Test
    void goesOnWithOtherRowsWhereSomeFail() {
        Rows failing = new Rows("a", -1);
        Rows rows = new Rows("b", 1);

        try (RetentionLayer layer = new RetentionLayer(List.of(failing, rows), meters, clock)) {
            layer.start();
            await().until(() -> deleted("b") == 10 && !failing.steps.isEmpty());
            assertThat(deleted("a")).isZero();
        }
    }

    @Test
    void endsAfterThePageThatIsUnderWay() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Rows endless = new Rows("a", Integer.MAX_VALUE) {
            @Override
            public int deletePage(Instant now) {
                begun.countDown();
                return super.deletePage(now);
            }
        };
        RetentionLayer layer = new RetentionLayer(List.of(endless), meters, clock);
        layer.start();
        begun.await();

        Thread.ofVirtual().start(() -> {
            layer.close();
            ended.countDown();
        });

        await().atMost(Duration.ofSeconds(2)).until(() -> ended.getCount() == 0);
        int pages = endless.steps.size();
        await().during(Duration.ofMillis(100)).until(() -> endless.steps.size() == pages);
    }

    private double deleted(String name) {
        return meters.get("datalab.retention.rows").tag("name", name).counter().count();
    }

    /** A number of pages of ten rows; fewer than none fail. */
    private static class Rows implements ExpiringRows {
        final List<String> steps = new CopyOnWriteArrayList<>();
        private final String name;
        private int pages;

        Rows(String name, int pages) {
            this.name = name;
            this.pages = pages;
        }

        @Override
        public String kind() {
            return "test";
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void raise(Instant now) {
            steps.add("raise " + now);
        }

        @Override
        public int deletePage(Instant now) {
            if (pages < 0) {
                throw new IllegalStateException("cannot delete");
            }
            if (pages == 0) {
                steps.add("none left");
                return 0;
            }
            pages--;
            steps.add("delete " + now);
            return 10;
        }
    }
}
