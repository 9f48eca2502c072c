package datalab.web.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.web.http.Answer;
import datalab.web.http.HttpProblem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
    private static final Freshness THIRTY_SECONDS = new Freshness(Duration.ofSeconds(30), Duration.ofMinutes(5));

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger loads = new AtomicInteger();
    private final AnswerCache cache = cacheOf(1024 * 1024);

    @Test
    void asksOnceWhileFresh() {
        cache.get(cacheQuery("a", THIRTY_SECONDS), this::load);
        pass(Duration.ofSeconds(29));

        CachedAnswer served = cache.get(cacheQuery("a", THIRTY_SECONDS), this::load);

        assertThat(text(served)).isEqualTo("answer 1");
        assertThat(served.age()).isEqualTo(Duration.ofSeconds(29));
        assertThat(loads).hasValue(1);
    }

    @Test
    void keepsAnswersOfDifferentKeysApart() {
        cache.get(cacheQuery("a", THIRTY_SECONDS), this::load);

        CachedAnswer other = cache.get(cacheQuery("b", THIRTY_SECONDS), this::load);

        assertThat(text(other)).isEqualTo("answer 2");
    }

    @Test
    void oneHundredRequestsAtExpiryMakeOneQuestion() throws Exception {
        cache.get(cacheQuery("a", THIRTY_SECONDS), this::load);
        pass(Duration.ofMinutes(10));

        List<CachedAnswer> served = together(100, () -> cache.get(cacheQuery("a", THIRTY_SECONDS), this::slowLoad));

        assertThat(served).hasSize(100).allMatch(one -> text(one).equals("answer 2"));
        assertThat(loads).hasValue(2);
    }

    @Test
    void servesStaleWhileOneRequestRefreshes() throws Exception {
        cache.get(cacheQuery("a", THIRTY_SECONDS), this::load);
        pass(Duration.ofSeconds(31));

        List<CachedAnswer> served = together(100, () -> cache.get(cacheQuery("a", THIRTY_SECONDS), this::slowLoad));

        assertThat(served).allMatch(one -> text(one).startsWith("answer"));
        assertThat(served).anyMatch(one -> text(one).equals("answer 1"));
        await().untilAsserted(() -> assertThat(text(cache.get(cacheQuery("a", THIRTY_SECONDS), this::load)))
                .isEqualTo("answer 2"));
        assertThat(loads).hasValue(2);
    }

    @Test
    void neverKeepsAnError() {
        assertThatThrownBy(() -> cache.get(cacheQuery("a", THIRTY_SECONDS), AnswerCacheTest::fail))
                .isInstanceOf(HttpProblem.class);

        CachedAnswer served = cache.get(cacheQuery("a", THIRTY_SECONDS), this::load);

        assertThat(text(served)).isEqualTo("answer 1");
    }

    @Test
    void servesStaleWhereRefreshingFailsUntilItsTimeEnds() {
        cache.get(cacheQuery("a", THIRTY_SECONDS), this::load);
        AtomicInteger failures = new AtomicInteger();
        Supplier<Answer> failing = () -> {
            failures.incrementAndGet();
            return fail();
        };

        pass(Duration.ofSeconds(31));
        CachedAnswer stale = cache.get(cacheQuery("a", THIRTY_SECONDS), failing);
        await().until(() -> failures.get() == 1);
        pass(Duration.ofMinutes(5));

        assertThat(text(stale)).isEqualTo("answer 1");
        assertThatThrownBy(() -> cache.get(cacheQuery("a", THIRTY_SECONDS), failing))
                .hasMessage("the store is away");
    }

    @Test
    void givesTheErrorOfASharedLoadToAllWhoWait() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Supplier<Answer> failing = () -> {
            loads.incrementAndGet();
            waitFor(go);
            return fail();
        };

        List<Future<CachedAnswer>> waiting = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                waiting.add(threads.submit(() -> cache.get(cacheQuery("a", THIRTY_SECONDS), failing)));
            }
            await().until(() -> loads.get() == 1);
            go.countDown();
        }

        assertThat(waiting).allMatch(one -> one.state() == Future.State.FAILED);
    }

    @Test
    void answersFromAQuestionAskedAfterTheRequestWhereNothingIsCached() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Supplier<Answer> slow = () -> {
            begun.countDown();
            waitFor(go);
            return load();
        };

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> cache.get(cacheQuery("a", Freshness.NONE), slow));
            waitFor(begun);
            CachedAnswer later = cache.get(cacheQuery("a", Freshness.NONE), () -> Answer.json("newer".getBytes(UTF_8)));
            go.countDown();

            assertThat(text(later)).isEqualTo("newer");
        }
    }

    @Test
    void sharesAQuestionThatStillWaitsForItsTurn() throws Exception {
        AnswerCache narrow = new AnswerCache(
                1024, nanos::get, new QueryLimiter(1, Duration.ofSeconds(10)), new SimpleMeterRegistry());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> narrow.get(cacheQuery("other", Freshness.NONE), () -> {
                begun.countDown();
                waitFor(go);
                return Answer.json(new byte[0]);
            }));
            waitFor(begun);
            AtomicInteger waiting = new AtomicInteger();
            for (int i = 0; i < 50; i++) {
                threads.execute(() -> {
                    waiting.incrementAndGet();
                    narrow.get(cacheQuery("a", Freshness.NONE), this::slowLoad);
                });
            }
            await().until(() -> waiting.get() == 50);
            go.countDown();
        }

        assertThat(loads.get()).isBetween(1, 5);
    }

    @Test
    void refusesWhatFindsNoPlaceInTime() throws Exception {
        AnswerCache narrow = new AnswerCache(
                1024, nanos::get, new QueryLimiter(1, Duration.ofMillis(20)), new SimpleMeterRegistry());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> narrow.get(cacheQuery("slow", Freshness.NONE), () -> {
                begun.countDown();
                waitFor(go);
                return load();
            }));
            waitFor(begun);

            assertThatThrownBy(() -> narrow.get(cacheQuery("a", Freshness.NONE), this::load))
                    .isInstanceOfSatisfying(HttpProblem.class, e -> {
                        assertThat(e.problem().status()).isEqualTo(503);
                        assertThat(e.retryAfter()).isPositive();
                    });
            go.countDown();
        }
    }

    @Test
    void forgetsAnswersWhenItsBytesAreFull() {
        AnswerCache small = cacheOf(100_000);
        for (int i = 0; i < 50; i++) {
            int number = i;
            small.get(cacheQuery("key " + i, THIRTY_SECONDS), () -> Answer.json(incompressible(20_000, number)));
        }
        AtomicInteger again = new AtomicInteger();

        for (int i = 0; i < 50; i++) {
            small.get(cacheQuery("key " + i, new Freshness(Duration.ofSeconds(30), Duration.ZERO)), () -> {
                again.incrementAndGet();
                return Answer.json(new byte[0]);
            });
        }

        assertThat(again.get()).isGreaterThan(40);
    }

    private static CacheQuery cacheQuery(String key, Freshness freshness) {
        return new CacheQuery(key, freshness, QueryCost.QUICK);
    }

    private AnswerCache cacheOf(long bytesMax) {
        return new AnswerCache(
                bytesMax, nanos::get, new QueryLimiter(8, Duration.ofSeconds(10)), new SimpleMeterRegistry());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Answer load() {
        return Answer.json(("answer " + loads.incrementAndGet()).getBytes(UTF_8));
    }

    /** Long enough for others to come while it runs. */
    private Answer slowLoad() {
        Answer answer = load();
        waitFor(new CountDownLatch(1), Duration.ofMillis(100));
        return answer;
    }

    private static Answer fail() {
        throw HttpProblem.unavailable("the store is away", Duration.ofSeconds(1));
    }

    private static byte[] incompressible(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static List<CachedAnswer> together(int count, Supplier<CachedAnswer> request) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<CachedAnswer>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                running.add(threads.submit(() -> {
                    waitFor(go);
                    return request.get();
                }));
            }
            go.countDown();
        }
        List<CachedAnswer> served = new ArrayList<>();
        for (Future<CachedAnswer> one : running) {
            served.add(one.get());
        }
        return served;
    }

    private static void waitFor(CountDownLatch latch) {
        waitFor(latch, Duration.ofSeconds(10));
    }

    private static boolean waitFor(CountDownLatch latch, Duration atMost) {
        try {
            return latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(CachedAnswer served) {
        return new String(served.answer().body(), UTF_8);
    }
}
