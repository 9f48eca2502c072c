package datalab.store.postgres.embedded;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after a server every second until it is closed, and less often while that fails. Thread-safe. */
final class Watchdog implements AutoCloseable {

    /** Looks once, and mends what is broken. */
    @FunctionalInterface
    interface Look {
        void run() throws IOException, SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration EVERY_MAX = Duration.ofSeconds(30);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final Look look;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;

    Watchdog(Look look) {
        this.look = look;
    }

    void start() {
        thread = Thread.ofPlatform().daemon().name("datalab-postgres-watchdog").start(this::watch);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (thread != null) {
                thread.join(CLOSE_WAIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        Duration pause = EVERY;
        try {
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = works() ? EVERY : longer(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean works() {
        try {
            look.run();
            return true;
        } catch (IOException | SQLException | RuntimeException e) { // the world's trouble: it is tried again
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("postgres does not start again yet");
            return false;
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(EVERY_MAX) < 0 ? twice : EVERY_MAX;
    }
}
