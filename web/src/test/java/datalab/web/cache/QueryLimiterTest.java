package datalab.web.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.store.result.QueryTimeout;
import datalab.web.http.HttpProblem;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class QueryLimiterTest {
    private static final int PLACES = 4;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    @AfterEach
    void end() {
        over.countDown();
        threads.close(); // waits: a question that is interrupted would be an error of the next test
    }

    @Test
    void answersQuickQuestionsWhileHeavyOnesFillTheirPlaces() {
        QueryLimiter limiter = new QueryLimiter(PLACES, Duration.ofSeconds(30));
        for (int i = 0; i < 50; i++) {
            threads.execute(() -> limiter.through(QueryCost.HEAVY, this::last));
        }
        await().until(() -> running.get() == PLACES / 2);

        String answer = limiter.through(QueryCost.QUICK, () -> "the latest");

        assertThat(answer).isEqualTo("the latest");
        assertThat(running.get()).isEqualTo(PLACES / 2);
    }

    @Test
    void leavesNoPlaceEmptyForHeavyOnesWhileThereAreNone() {
        QueryLimiter limiter = new QueryLimiter(PLACES, Duration.ofSeconds(30));
        for (int i = 0; i < 50; i++) {
            threads.execute(() -> limiter.through(QueryCost.QUICK, this::last));
        }

        await().until(() -> running.get() == PLACES);
    }

    @Test
    void asksToComeBackWhereHeavyQuestionsAreTooMany() {
        QueryLimiter limiter = new QueryLimiter(PLACES, Duration.ofMillis(20));
        for (int i = 0; i < PLACES / 2; i++) {
            threads.execute(() -> limiter.through(QueryCost.HEAVY, this::last));
        }
        await().until(() -> running.get() == PLACES / 2);

        assertThatThrownBy(() -> limiter.through(QueryCost.HEAVY, () -> "more"))
                .isInstanceOfSatisfying(HttpProblem.class, e -> {
                    assertThat(e.problem().status()).isEqualTo(503);
                    assertThat(e.retryAfter()).isNotNull();
                })
                .hasMessageContaining("2 questions for many rows");
    }

    @Test
    void saysOfAQuestionThatTookTooLongHowToNarrowIt() {
        QueryLimiter limiter = new QueryLimiter(PLACES, Duration.ofSeconds(1));

        assertThatThrownBy(() -> limiter.through(QueryCost.HEAVY, () -> {
                    throw new QueryTimeout("events", Duration.ofSeconds(30), new IllegalStateException());
                }))
                .isInstanceOfSatisfying(
                        HttpProblem.class, e -> assertThat(e.problem().status()).isEqualTo(503))
                .hasMessageContaining("longer than 30 s")
                .hasMessageContaining("from, to, limit");
        assertThat(limiter.<String>through(QueryCost.HEAVY, () -> "free again")).isEqualTo("free again");
    }

    /** A question that lasts until the test is over. */
    private String last() {
        running.incrementAndGet();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "";
    }
}
