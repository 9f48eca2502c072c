package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.store.ledger.Commit;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports of a stream that is larger than what may be in memory of it; {@code bench/long export} has a larger one. */
class ExportMemoryIT {
    private static final int EVENTS = Integer.getInteger("export.events", 200_000);
    private static final int STEP = 10_000;
    /** The fewest events are 70 MB of JSON, and more as objects. */
    private static final long HELD_BYTES_MAX = 48L * 1024 * 1024;

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final StoreLab LAB = StoreLab.fresh();
    private static PostgresStore store;
    private static RunningWeb web;

    @BeforeAll
    static void fill() {
        store = new PostgresStore(POSTGRES.settings());
        store.start();
        store.prepare(LAB.lab());
        store.ledger().progress(LAB.readings(), 0);
        for (int from = 0; from < EVENTS; from += STEP) {
            CommitBuilder step = CommitBuilder.of(LAB.readings(), 0, from, from + STEP)
                    .events(IntStream.range(from, from + STEP)
                            .mapToObj(i -> StoreLab.event(
                                    LAB.readings(),
                                    new Coordinate(0, i),
                                    StoreLab.START.plusMillis(i),
                                    "sensor " + i + " ".repeat(100),
                                    i / 7.0,
                                    (long) i,
                                    true,
                                    null))
                            .toList());
            assertThat(store.ledger().commit(step.commit())).isInstanceOf(Commit.Outcome.Done.class);
        }
        web = new RunningWeb(LAB.lab(), store);
    }

    @AfterAll
    static void stop() {
        web.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "ndjson", "parquet", "arrow"})
    void holdLittleWhileTheirReaderPauses(String format) throws Exception {
        try (InputStream warm = export("csv")) {
            warm.skipNBytes(1);
        }
        long before = heldBytes();
        long bytes;
        long held;
        try (InputStream body = export(format)) {
            bytes = body.skip(4_000_000);
            held = heldBytes() - before;
            bytes += body.transferTo(OutputStream.nullOutputStream());
        }

        assertThat(held).as("held of %s bytes", bytes).isLessThan(HELD_BYTES_MAX);
    }

    @Test
    void giveTheirPlaceBackWhereTheClientLeaves() throws Exception {
        for (int i = 0; i < WebSettings.DEFAULT.exportsMax() * 3; i++) {
            try (InputStream body = export("csv")) {
                body.skipNBytes(1);
            }
        }

        try (InputStream body = export("csv")) {
            assertThat(body.read()).isEqualTo('n');
        }
    }

    private static InputStream export(String format) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        web.uri("/labs/" + LAB.lab().name() + "/streams/readings/export?format=" + format))
                .build();
        HttpResponse<InputStream> answer = web.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static long heldBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
