package datalab.system;

import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Clients that send the same users at the same time, each by a way of its own, again and again, and that send again what is not
 * acknowledged. Users that are new in a round come by some of the ways only. Owned by one thread.
 */
final class UniqueSenders implements AutoCloseable {
    static final String FILE = "file";

    /** After each user, so that the machine has some air. */
    private static final Duration PAUSE = Duration.ofMillis(1);

    private static final Duration PAUSE_WHILE_AWAY = Duration.ofMillis(50);
    private static final Duration FINISH_MAX = Duration.ofMinutes(2);
    private static final int NEW_BY_ONE_OF = 3;

    private final Map<String, WayIn> ways = new LinkedHashMap<>();
    private final Random chance;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> sending = new ArrayList<>();
    private final AtomicInteger names = new AtomicInteger();
    private final AtomicLong attempted = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile boolean enough;
    private volatile boolean closed;

    UniqueSenders(DataLabProcess datalab, Random chance) {
        this.chance = chance;
        ways.put("http", new WayIn.Http(datalab));
        ways.put("ndjson", new WayIn.Ndjson(datalab));
        ways.put("mqtt", new MqttWayIn(datalab.mqttPort));
        ways.put("kafka", new KafkaWayIn(datalab.kafka(), null));
        ways.put("kafka-anywhere", new KafkaWayIn(datalab.kafka(), new Random(chance.nextLong())));
    }

    /** All ways, the file's among them. */
    List<String> ways() {
        List<String> all = new ArrayList<>(ways.keySet());
        all.add(FILE);
        return all;
    }

    /** A file of about half of the users, for a process that starts; it counts as acknowledged. */
    void drop(Path folder, int users) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,name"));
        for (int id : chance.ints(users / 2, 0, users).toArray()) {
            lines.add(user(id, FILE).csv());
        }
        Files.createDirectories(folder);
        Files.write(folder.resolve("users-" + names.get() + ".csv"), lines);
        attempted.addAndGet(lines.size() - 1L);
        acknowledged.addAndGet(lines.size() - 1L);
    }

    /**
     * Begins a round.
     *
     * @param known of these users each way sends all; each of the others comes by one way or more
     */
    void begin(int known, int users) {
        enough = false;
        int number = 0;
        for (Map.Entry<String, WayIn> way : ways.entrySet()) {
            List<Integer> ids = ids(number++, known, users);
            Random again = new Random(chance.nextLong());
            sending.add(threads.submit(() -> send(way.getKey(), way.getValue(), ids, again)));
        }
    }

    /** Waits until so many more than now are acknowledged. */
    void awaitMore(long count) {
        long until = acknowledged.get() + count;
        Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> acknowledged.get() >= until);
    }

    /** Ends the round when each way has sent all it had to, and all of that is acknowledged. */
    void finish() throws InterruptedException, ExecutionException, TimeoutException {
        enough = true;
        for (Future<?> way : sending) {
            way.get(FINISH_MAX.toSeconds(), TimeUnit.SECONDS);
        }
        sending.clear();
    }

    /** How many users are in the log at least. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** How many are there at most: what came with a call that was not answered may be there or not. */
    long attempted() {
        return attempted.get();
    }

    @Override
    public String toString() {
        return "%d sent, %d acknowledged".formatted(attempted.get(), acknowledged.get());
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        ways.values().forEach(WayIn::close);
    }

    private List<Integer> ids(int way, int known, int users) {
        List<Integer> ids = new ArrayList<>();
        for (int id = 0; id < users; id++) {
            if (id < known || id % ways.size() == way || chance.nextInt(NEW_BY_ONE_OF) == 0) {
                ids.add(id);
            }
        }
        Collections.shuffle(ids, chance);
        return ids;
    }

    private void send(String name, WayIn way, List<Integer> ids, Random again) {
        for (int from = 0; !closed && (from < ids.size() || !enough); from += way.atOnce()) {
            List<SentUser> users = new ArrayList<>();
            for (int i = from; i < from + way.atOnce(); i++) {
                users.add(user(ids.get(i < ids.size() ? i : again.nextInt(ids.size())), name));
            }
            sendUntilKept(way, users);
            LockSupport.parkNanos(PAUSE.toNanos() * way.atOnce());
        }
    }

    private void sendUntilKept(WayIn way, List<SentUser> users) {
        attempted.addAndGet(users.size());
        WayIn.Told told = way.send(users);
        while (told != WayIn.Told.KEPT && !closed) {
            LockSupport.parkNanos(PAUSE_WHILE_AWAY.toNanos());
            attempted.addAndGet(told == WayIn.Told.NOT_SENT ? 0 : users.size());
            told = way.send(users);
        }
        acknowledged.addAndGet(users.size());
    }

    private SentUser user(int id, String way) {
        return new SentUser(id, way + " " + names.incrementAndGet());
    }
}
