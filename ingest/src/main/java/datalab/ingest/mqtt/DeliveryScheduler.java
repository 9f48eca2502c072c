package datalab.ingest.mqtt;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The subscribers of one event loop that have something to deliver, in turn. After a few milliseconds the loop looks at its
 * sockets again, so that however many subscribers there are, those who connect and publish are answered. Used on its loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // an event loop that rejects tasks is shutting down
final class DeliveryScheduler {
    private static final long DELIVER_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(2);

    private final EventExecutor loop;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean scheduled;

    DeliveryScheduler(EventExecutor loop) {
        this.loop = loop;
    }

    /** Lets a subscriber deliver when its turn comes. */
    void add(Runnable turn) {
        waiting.add(turn);
        if (!scheduled) {
            scheduled = true;
            loop.schedule(
                    this::run, 0, TimeUnit.NANOSECONDS); // behind what the sockets have, where a plain task would go on
        }
    }

    private void run() {
        scheduled = false;
        long begun = System.nanoTime();
        while (!waiting.isEmpty() && System.nanoTime() - begun < DELIVER_NANOS_MAX) {
            waiting.removeFirst().run();
        }
        if (!waiting.isEmpty() && !scheduled) {
            scheduled = true;
            loop.schedule(this::run, 0, TimeUnit.NANOSECONDS);
        }
    }
}
