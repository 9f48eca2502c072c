package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.store.archive.EventQuery;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fifty clients ask for all there is, of a store that takes its time over it, and others for a row. */
class HeavyQuestionsIT {
    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private static final int MANY = 50;
    private static final int FEW_ROWS = 1_001;
    /** A second for an honest client, and room for a machine that is busy with other things. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger heavy = new AtomicInteger();
    private final RunningWeb web = new RunningWeb(new InterceptedStore(STORE.get(), this::holdUp).store());

    @BeforeAll
    static void prepare() {
        STORE.get().prepare(TestLab.LAB);
    }

    @AfterEach
    void stop() {
        over.countDown();
        web.close();
    }

    @Test
    void leavePlacesForQuickOnes() {
        List<CompletableFuture<HttpResponse<String>>> large = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            HttpRequest request = HttpRequest.newBuilder(web.uri("/labs/sensors/streams/readings?limit=" + (9_000 + i)))
                    .build();
            large.add(web.client().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        await().until(() -> heavy.get() == 2);

        for (String path : List.of("/labs/sensors/streams/readings?limit=1&order=desc", "/labs/sensors", "/labs")) {
            long begun = System.nanoTime();
            HttpResponse<String> answer = web.get(path);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(ANSWER_MAX);
        }
        assertThat(heavy).hasValue(2);
        over.countDown();
        assertThat(large)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    }

    /** Large pages take their time. */
    private void holdUp(Object question) {
        if (question instanceof EventQuery events && events.limit() > FEW_ROWS) {
            heavy.incrementAndGet();
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
