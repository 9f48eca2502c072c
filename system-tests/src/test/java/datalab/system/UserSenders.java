package datalab.system;

import datalab.testkit.DataLabProcess;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Clients that post users over HTTP, one by one and as NDJSON. What is not acknowledged is sent again until it is, and some that
 * are acknowledged are sent again under a longer name: both are for {@code unique} to find. Thread-safe.
 */
final class UserSenders {
    private static final String LONGEST_NAME = "é".repeat(300);
    private static final String NAME_OF_REPEATS = "again ".repeat(100);
    private static final int LONGEST = 77;
    private static final int BATCH = 50;
    private static final int REPEATED = 3;
    private static final int REPEAT_EVERY = 4;

    private final DataLabProcess datalab;
    private final int users;
    private final Duration pause;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean enough;

    /** @param pause of each sender between two calls, so that the machine has some air */
    UserSenders(DataLabProcess datalab, int users, Duration pause) {
        this.datalab = datalab;
        this.users = users;
        this.pause = pause;
        threads.add(Thread.ofVirtual().unstarted(() -> send(BATCH)));
        threads.add(Thread.ofVirtual().unstarted(() -> send(BATCH)));
        threads.add(Thread.ofVirtual().unstarted(() -> send(1)));
    }

    void start() {
        threads.forEach(Thread::start);
    }

    void awaitAcknowledged(long count, Duration atMost) {
        Awaitility.await().atMost(atMost).pollInterval(Duration.ofMillis(5)).until(() -> acknowledged.get() >= count);
    }

    /** Lets no more users be given out. */
    void enough() {
        enough = true;
    }

    /** Waits until every user that was given out is acknowledged, and answers how many that are. */
    int finish(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (Thread thread : threads) {
            if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                throw new IllegalStateException("a sender is still at work: " + this);
            }
        }
        return acknowledged.get();
    }

    /** Different users that are acknowledged or on their way: no reader may see more. */
    int givenOut() {
        return Math.min(next.get(), users);
    }

    int repeats() {
        return repeats.get();
    }

    int unanswered() {
        return unanswered.get();
    }

    @Override
    public String toString() {
        return "%d of %d users given out, %d acknowledged, %d repeats, %d calls unanswered"
                .formatted(givenOut(), users, acknowledged.get(), repeats.get(), unanswered.get());
    }

    private void send(int atOnce) {
        int calls = 0;
        while (!enough) {
            int first = next.getAndAdd(atOnce);
            int until = Math.min(first + atOnce, users);
            if (first >= until) {
                return;
            }
            post(first, until, "user");
            acknowledged.addAndGet(until - first);
            if (calls++ % REPEAT_EVERY == 0) {
                int last = Math.min(first + REPEATED, until);
                post(first, last, NAME_OF_REPEATS);
                repeats.addAndGet(last - first);
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** The users from one number to before another, until they are acknowledged. */
    private void post(int first, int until, String name) {
        while (!isAcknowledged(first, until, name)) {
            unanswered.incrementAndGet();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos()); // the server has been killed
        }
    }

    private boolean isAcknowledged(int first, int until, String name) {
        try {
            if (until - first == 1) {
                return datalab.post("/ingress/user", "application/json", json(first, name))
                                .statusCode()
                        == 201;
            }
            StringBuilder body = new StringBuilder();
            for (int id = first; id < until; id++) {
                body.append(json(id, name)).append('\n');
            }
            HttpResponse<String> answer = datalab.post("/ingress/user", "application/x-ndjson", body.toString());
            return answer.statusCode() == 200 && answer.body().contains("\"accepted\":" + (until - first));
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static String json(int id, String name) {
        boolean longest = id == LONGEST && !name.equals(NAME_OF_REPEATS);
        return "{\"id\":\"%d\",\"name\":\"%s\"}".formatted(id, longest ? LONGEST_NAME : name + id);
    }
}
