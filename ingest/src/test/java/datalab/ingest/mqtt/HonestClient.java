package datalab.ingest.mqtt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that connects, publishes one event with quality 1 and goes, over and over; it remembers what took longest. */
final class HonestClient implements AutoCloseable {
    private final int port;
    private final CompletableFuture<Void> ended;
    private volatile boolean ending;
    private volatile long longestNanos;
    private final AtomicInteger times = new AtomicInteger();

    HonestClient(int port) {
        this.port = port;
        this.ended = CompletableFuture.runAsync(this::run, Executors.newVirtualThreadPerTaskExecutor());
    }

    /** From connecting to the acknowledgement. */
    Duration longest() {
        return Duration.ofNanos(longestNanos);
    }

    int times() {
        return times.get();
    }

    private void run() {
        while (!ending) {
            long begun = System.nanoTime();
            publish();
            longestNanos = Math.max(longestNanos, System.nanoTime() - begun);
            times.incrementAndGet();
        }
    }

    private void publish() {
        try (RawClient client = new RawClient(port)) {
            client.connect("honest", true);
            client.publish(1, 1, "{\"name\":\"honest\"}");
            client.reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        ending = true;
        ended.join();
    }
}
