package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.cache.redis.RedisServerType;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.view.ViewFold;
import datalab.store.archive.EventQuery;
import datalab.store.cache.SharedCache;
import datalab.store.postgres.PostgresStore;
import datalab.store.retention.Retained;
import datalab.testkit.Needs;
import datalab.testkit.RedisServer;
import datalab.testkit.TestPostgres;
import datalab.testkit.TestServerSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two ways out, as of two processes, that share a Redis. */
@Needs(Needs.Part.REDIS)
final class SharedCacheWebIT {
    /** Longer than any test waits, so that only a commit ends what is kept. */
    private static final Route.Cache CACHED = new Route.Cache(Duration.ofMinutes(10), Duration.ofMinutes(5));

    private static final Route.Rows ROWS =
            new Route.Rows("GET", "/all_readings", "readings", "yyyy-MM-dd HH:mm:ss", 100, CACHED);
    private static final Route.Json TOTAL =
            new Route.Json("GET", "/total", Map.of("n", new Route.Total("per_minute", "n")), 100, CACHED);

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private final PostgresStore store = new PostgresStore(POSTGRES.settings());
    private final AtomicInteger loads = new AtomicInteger();
    private volatile Duration loadTime = Duration.ZERO;
    private RedisServer redis;
    private SharedCache oneCache;
    private SharedCache otherCache;
    private RunningWeb one;
    private RunningWeb other;

    @BeforeEach
    void start() throws IOException {
        store.start();
        store.prepare(TestLab.LAB);
        redis = RedisServer.create();
        oneCache = connected();
        otherCache = connected();
        one = web(Path.of("/here"), oneCache);
        other = web(Path.of("/there"), otherCache);
        keep(0, 60);
    }

    @AfterEach
    void stop() throws IOException {
        one.close();
        other.close();
        oneCache.close();
        otherCache.close();
        redis.close();
        TestLab.drop(store);
        store.close();
    }

    @Test
    void oneAsksTheStoreAndTheOtherTakesItsAnswerAsItIs() {
        HttpResponse<String> loaded = one.get("/all_readings");
        awaitEntries(1);

        HttpResponse<String> taken = other.get("/all_readings");

        assertThat(loads).hasValue(1);
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(taken.body()).isEqualTo(loaded.body());
        for (String header : List.of("Content-Type", "ETag", "Cache-Control", "Vary")) {
            assertThat(RunningWeb.header(taken, header))
                    .isEqualTo(RunningWeb.header(loaded, header))
                    .isNotEmpty();
        }
        assertThat(Integer.parseInt(RunningWeb.header(taken, "Age"))).isBetween(0, 29);
        assertThat(shared(other, "fresh")).isEqualTo(1);
        String etag = RunningWeb.header(loaded, "ETag");
        assertThat(other.get("/all_readings", "If-None-Match", etag).statusCode())
                .isEqualTo(304);
    }

    @Test
    void theCompressedFormIsTheSameBytes() throws Exception {
        byte[] loaded = gzip(one);
        awaitEntries(1);

        byte[] taken = gzip(other);

        assertThat(loads).hasValue(1);
        assertThat(taken).isEqualTo(loaded);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(taken)).readAllBytes())
                .isEqualTo(other.get("/all_readings").body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void aKeyNamesLabAndRouteAndIsTheSameForTheSameQuestion() {
        one.get("/all_readings?name=sensor1&limit=5");
        other.get("/all_readings?limit=5&name=sensor%31");
        one.get("/all_readings?limit=6");
        awaitEntries(2);

        assertThat(redis.keys())
                .hasSize(2)
                .allMatch(key -> key.matches("datalab:sensors:/all_readings:[0-9a-f]{32}:[0-9a-f]{32}"));
        assertThat(Long.parseLong(redis.cli("pttl", redis.keys().getFirst()))).isBetween(600_000L, 900_000L);
        assertThat(loads).hasValue(2);
    }

    @Test
    void aCommitIsSeenByBoth() {
        String before = one.get("/all_readings").body();
        awaitEntries(1);
        assertThat(other.get("/all_readings").body()).isEqualTo(before);
        String counted = one.get("/total").body();
        awaitEntries(2);

        keep(60, 61);

        await().until(() -> !one.get("/all_readings").body().equals(before));
        await().until(() -> other.get("/all_readings").body().contains("\"count\":60"));
        assertThat(counted).isEqualTo("{\"n\":60}");
        await().until(() -> one.get("/total").body().equals("{\"n\":61}"));
        await().until(() -> other.get("/total").body().equals("{\"n\":61}"));
        // the answers from before the commit are deleted
        await().until(() -> redis.keys().size() == 2);
    }

    /** No commit, and another answer: what lies before it is not shown any more. */
    @Test
    void aRaisedHorizonIsSeenByBoth() {
        String before = one.get("/all_readings").body();
        awaitEntries(1);

        store.horizons().raise(Retained.of(TestLab.STREAM), Instant.parse("2100-01-01T00:00:00Z"));

        await().until(() -> !one.get("/all_readings").body().equals(before));
        await().until(() -> !other.get("/all_readings").body().equals(before));
    }

    @Test
    void ofManyWhoMissAtATimeOneAsksTheStore() throws Exception {
        loadTime = Duration.ofMillis(300);

        List<HttpResponse<String>> answers = together(20);

        assertThat(answers).hasSize(20).allMatch(answer -> answer.statusCode() == 200);
        assertThat(answers.stream().map(HttpResponse::body).distinct()).hasSize(1);
        assertThat(loads).hasValue(1);
        await().until(() -> redis.keys().size() == 1); // the claim is gone
    }

    @Test
    void oneWhoDiedWhileItLoadedCostsABoundedWait() {
        one.get("/all_readings");
        awaitEntries(1);
        String claim = redis.keys().getFirst().replaceFirst("[^:]*$", "loading");
        redis.cli("flushall");
        redis.cli("set", claim, "somebody who died", "px", "60000");
        keep(60, 61); // so that nobody has it any more

        await().until(() -> other.get("/all_readings").body().contains("\"count\":60"));

        assertThat(shared(other, "unaided")).isPositive();
    }

    @Test
    void errorsAndWhatNobodyServesAreNotKept() {
        keep(60, 110);

        assertThat(one.get("/all_readings").statusCode()).isEqualTo(422);
        assertThat(one.get("/all_readings?invented=1").statusCode()).isEqualTo(400);
        assertThat(one.get("/invented").statusCode()).isEqualTo(404);

        await().until(() -> redis.keys().isEmpty());
    }

    @Test
    void anEntryThatIsNoneIsPassedOverAndReplaced() {
        String body = one.get("/all_readings").body();
        awaitEntries(1);
        String key = redis.keys().getFirst();
        redis.cli("set", key, "what somebody else put there", "px", "60000");

        assertThat(other.get("/all_readings").body()).isEqualTo(body);

        assertThat(loads).hasValue(2);
        assertThat(shared(other, "invalid")).isPositive();
        await().until(() -> redis.cli("strlen", key).equals(redis.cli("strlen", key)) && awaitValid(key));
    }

    enum Fault {
        KILLED,
        FROZEN,
        EMPTIED,
        FULL
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aRedisInTroubleIsNoErrorToAReader(Fault fault) throws Exception {
        one.get("/all_readings");
        awaitEntries(1);
        switch (fault) {
            case KILLED -> redis.kill();
            case FROZEN -> redis.freeze();
            case EMPTIED -> redis.cli("flushall");
            case FULL -> {
                redis.cli("config", "set", "maxmemory-policy", "noeviction");
                redis.cli("config", "set", "maxmemory", "1");
            }
        }

        keep(60, 61);
        await().until(() -> one.get("/all_readings").body().contains("\"count\":60"));
        List<HttpResponse<String>> answers = together(20);

        assertThat(answers).hasSize(20).allMatch(answer -> answer.statusCode() == 200);
        assertThat(answers).allMatch(answer -> answer.body().contains("\"count\":60"));
    }

    @Test
    void aStoreThatIsAwayLeavesWhatIsKept() {
        InterceptedStore troubled = new InterceptedStore(store);
        try (RunningWeb third = new RunningWeb(lab(Path.of(".")), troubled.store(), oneCache)) {
            String body = third.get("/all_readings").body();

            troubled.trouble = InterceptedStore.away();

            assertThat(third.get("/all_readings").body()).isEqualTo(body);
            assertThat(third.get("/all_readings?limit=7").statusCode()).isEqualTo(503);
            troubled.trouble = null;
            await().until(() -> third.get("/all_readings?limit=7").statusCode() == 200);
        }
    }

    private RunningWeb web(Path folder, SharedCache cache) {
        InterceptedStore counted = new InterceptedStore(store, argument -> {
            if (argument instanceof EventQuery) {
                loads.incrementAndGet();
                pass(loadTime);
            }
        });
        return new RunningWeb(lab(folder), counted.store(), cache);
    }

    private static Lab lab(Path folder) {
        Lab lab = TestLab.LAB;
        return new Lab(lab.name(), lab.title(), folder, lab.streams(), lab.views(), List.of(ROWS, TOTAL));
    }

    private SharedCache connected() {
        Map<String, String> settings = Map.of("url", redis.url(), "timeout", "PT0.5S");
        SharedCache cache = new RedisServerType()
                .configure(new TestServerSettings("shared", settings))
                .cache(new SimpleMeterRegistry());
        cache.start();
        await().until(() -> cache.trouble().isEmpty());
        return cache;
    }

    private void keep(int from, int until) {
        TestLab.commit(
                store,
                TestLab.step(from, until)
                        .folded(new ViewFold(TestLab.PER_MINUTE, TestLab.STREAM))
                        .folded(new ViewFold(TestLab.LATEST, TestLab.STREAM)));
    }

    private boolean awaitValid(String key) {
        return !redis.cli("--raw", "get", key).startsWith("what somebody");
    }

    private void awaitEntries(int count) {
        await().until(() -> redis.keys().size() == count);
    }

    private List<HttpResponse<String>> together(int count) throws Exception {
        List<Future<HttpResponse<String>>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                RunningWeb web = i % 2 == 0 ? one : other;
                running.add(threads.submit(() -> web.get("/all_readings")));
            }
        }
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (Future<HttpResponse<String>> answer : running) {
            answers.add(answer.get());
        }
        return answers;
    }

    private static byte[] gzip(RunningWeb web) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(web.uri("/all_readings"))
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> answer = web.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(RunningWeb.header(answer, "Content-Encoding")).isEqualTo("gzip");
        return answer.body();
    }

    private static double shared(RunningWeb web, String outcome) {
        Counter counter = web.meters
                .find("datalab.web.cache.shared")
                .tag("outcome", outcome)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private static void pass(Duration time) {
        java.util.concurrent.locks.LockSupport.parkNanos(time.toNanos());
    }
}
