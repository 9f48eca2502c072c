package datalab.ingest.http;

import static datalab.ingest.http.HttpFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many senders whose bodies hardly come, beside honest ones. */
@Timeout(120)
class TricklingSendersIT {
    private static final int ATTACKERS = 300;
    private static final int HONEST = 20;

    private final HttpFixture http = HttpFixture.patient();
    private final List<Socket> attackers = new ArrayList<>();

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void keepNobodyOutAndLeaveNothingBehind() throws Exception {
        http.post(JSON, "{\"name\":\"a\"}");
        long filesBefore = files();
        int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
        for (int i = 0; i < ATTACKERS; i++) {
            attackers.add(http.begin("Content-Length: 1000000"));
        }
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        ScheduledFuture<?> trickling = clock.scheduleAtFixedRate(this::trickle, 0, 200, TimeUnit.MILLISECONDS);

        List<Duration> answers = new ArrayList<>();
        for (int i = 0; i < HONEST; i++) {
            long began = System.nanoTime();
            assertThat(http.post(JSON, "{\"name\":\"honest\"}").statusCode()).isEqualTo(201);
            answers.add(Duration.ofNanos(System.nanoTime() - began));
        }
        trickling.cancel(true);
        clock.shutdownNow();
        for (Socket attacker : attackers) {
            attacker.close();
        }

        assertThat(answers.stream().sorted().toList().get(HONEST / 2)).isLessThan(Duration.ofSeconds(1));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(files()).isLessThan(filesBefore + ATTACKERS / 10);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(threadsBefore + 20);
        });
    }

    /** A byte for each. */
    private void trickle() {
        for (Socket attacker : attackers) {
            try {
                attacker.getOutputStream().write(' ');
            } catch (IOException e) {
                // this one has been cut off
            }
        }
    }

    private static long files() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }
}
