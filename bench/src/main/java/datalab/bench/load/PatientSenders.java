package datalab.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that send one event after another at a steady rate, and again what was not acknowledged. */
public final class PatientSenders implements AutoCloseable {
    private static final int PAUSE_MILLIS = 20;

    private final Load.Connector connector;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong acknowledged = new AtomicLong();
    private long lastNanos = System.nanoTime();
    private long longestNanos;

    /** Starts them; each sends 50 a second where nothing makes it wait. */
    public PatientSenders(Load.Connector connector, int clients) {
        this.connector = connector;
        for (int client = 0; client < clients; client++) {
            int number = client;
            threads.add(Thread.startVirtualThread(() -> send(number)));
        }
    }

    public long acknowledged() {
        return acknowledged.get();
    }

    /** The longest time since this was last asked in which nothing was acknowledged to anyone. */
    public synchronized Duration longestWait() {
        note();
        Duration longest = Duration.ofNanos(longestNanos);
        longestNanos = 0;
        return longest;
    }

    private synchronized void note() {
        long now = System.nanoTime();
        longestNanos = Math.max(longestNanos, now - lastNanos);
        lastNanos = now;
    }

    private void send(int number) {
        try {
            while (!isOver()) {
                try (LoadClient client = connector.connect(number)) {
                    while (!isOver()) {
                        client.send(1);
                        acknowledged.incrementAndGet();
                        note();
                    }
                } catch (IOException e) {
                    // it connects again, and sends again
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOver() throws InterruptedException {
        return ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        ended.countDown();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
