package datalab.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Drives several connections at once and tells rate and latency. */
public final class Load {

    /** Opens one connection of a load. */
    public interface Connector {
        LoadClient connect(int number) throws IOException;
    }

    /** Latencies in milliseconds. */
    public record Result(double perSecond, double p50Ms, double p99Ms) {
        @Override
        public String toString() {
            return "%,.0f/s, p50 %.2f ms, p99 %.2f ms".formatted(perSecond, p50Ms, p99Ms);
        }
    }

    private Load() {}

    /**
     * Sends over several connections at once for a while.
     *
     * @param window how many events a connection sends before it waits
     * @param perSecond the rate of all connections together, held by a schedule so that a slow answer does not hide the
     *     waiting of those behind it; 0 for as fast as they are acknowledged
     */
    public static Result run(Connector connector, int connections, int window, double perSecond, Duration length)
            throws IOException {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<LoadClient> clients = new ArrayList<>();
            List<Future<long[]>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                clients.add(connector.connect(i));
            }
            long begin = System.nanoTime();
            for (LoadClient client : clients) {
                double own = perSecond / connections;
                running.add(threads.submit(timed(client, window, own, begin, begin + length.toNanos())));
            }
            long[] latencies = merge(running);
            double seconds = (System.nanoTime() - begin) / 1e9;
            for (LoadClient client : clients) {
                client.close();
            }
            return result(latencies, latencies.length * (double) window / seconds);
        }
    }

    private static Callable<long[]> timed(LoadClient client, int window, double perSecond, long begin, long end) {
        return () -> {
            long[] latencies = new long[1 << 16];
            int count = 0;
            for (long due = begin; System.nanoTime() < end && due < end; count++) {
                if (perSecond > 0) {
                    waitUntil(due);
                } else {
                    due = System.nanoTime();
                }
                client.send(window);
                if (count == latencies.length) {
                    latencies = Arrays.copyOf(latencies, count * 2);
                }
                latencies[count] = System.nanoTime() - due;
                due += perSecond > 0 ? (long) (window * 1e9 / perSecond) : 0;
            }
            return Arrays.copyOf(latencies, count);
        };
    }

    private static void waitUntil(long due) {
        for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }

    private static long[] merge(List<Future<long[]>> running) throws IOException {
        List<long[]> parts = new ArrayList<>();
        for (Future<long[]> part : running) {
            try {
                parts.add(part.get());
            } catch (InterruptedException | ExecutionException e) {
                throw new IOException("a connection failed: " + e.getMessage(), e);
            }
        }
        return parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    }

    private static Result result(long[] sorted, double perSecond) {
        return new Result(perSecond, at(sorted, 0.50), at(sorted, 0.99));
    }

    private static double at(long[] sorted, double fraction) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (fraction * (sorted.length - 1))] / 1e6;
    }
}
