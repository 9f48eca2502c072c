package datalab.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Readers that ask for the number of users all the time, and note each answer that is less than the one before, or more than the
 * users that were acknowledged or on their way when it came.
 */
final class UserReaders {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String VIEWS = "/labs/users/views/";
    private static final List<String> PATHS = List.of(
            VIEWS + "registered?layer=merged",
            VIEWS + "registered?layer=batch",
            VIEWS + "joined?layer=merged&limit=10000",
            "/processor-analytics/user/count");

    private final DataLabProcess datalab;
    private final UserSenders senders;
    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final List<Thread> threads;
    private volatile boolean enough;

    UserReaders(DataLabProcess datalab, UserSenders senders) {
        this.datalab = datalab;
        this.senders = senders;
        threads = PATHS.stream()
                .map(path -> Thread.ofVirtual().unstarted(() -> read(path)))
                .toList();
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** What was wrong with the answers. */
    Queue<String> finish() throws InterruptedException {
        enough = true;
        for (Thread thread : threads) {
            if (!thread.join(Duration.ofMinutes(2))) {
                throw new IllegalStateException("a reader is still at work: " + this);
            }
        }
        return faults;
    }

    int unanswered() {
        return unanswered.get();
    }

    @Override
    public String toString() {
        return "%d answers, %d unanswered, %d faults, seen %s"
                .formatted(answers.get(), unanswered.get(), faults.size(), new TreeMap<>(seen));
    }

    private void read(String path) {
        seen.put(path, 0L);
        while (!enough) {
            try {
                look(path, datalab.get(path));
            } catch (UncheckedIOException e) {
                unanswered.incrementAndGet(); // the server has been killed
            } catch (IOException | RuntimeException e) {
                faults.add(path + ": " + e);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void look(String path, HttpResponse<String> answer) throws IOException {
        long most = senders.givenOut();
        if (answer.statusCode() != 200) {
            unanswered.incrementAndGet();
            return;
        }
        long count = count(JSON.readTree(answer.body()));
        long before = seen.put(path, count);
        if (count < before || count > most) {
            faults.add("%s: %d after %d, %d given out".formatted(path, count, before, most));
        }
        answers.incrementAndGet();
    }

    private static long count(JsonNode answer) {
        if (answer.has("Count")) {
            return answer.get("Count").asLong();
        }
        long count = 0;
        for (JsonNode row : answer.required("rows")) {
            count += row.required("n").asLong();
        }
        return count;
    }
}
