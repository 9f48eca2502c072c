package datalab.process.speed;

import datalab.lab.stream.EventStream;
import datalab.log.consumer.PartitionFeed;
import datalab.log.consumer.TopicReader;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** Processes one stream: runs a topic reader, and a thread for each partition assigned to this process. Thread-safe. */
final class StreamRunner implements AutoCloseable {
    private static final Duration STEP_END_MAX = Duration.ofSeconds(3);

    private final EventStream stream;
    private final IntFunction<StepBuilder> steps;
    private final SpeedContext shared;
    private final SpeedMeters meters;
    private final TopicReader reader;
    private final Map<PartitionFeed, Thread> owners = new ConcurrentHashMap<>();

    /** @param steps makes what turns the records of a partition into steps */
    StreamRunner(EventStream stream, IntFunction<StepBuilder> steps, SpeedContext shared) {
        this.stream = stream;
        this.steps = steps;
        this.shared = shared;
        this.meters = new SpeedMeters(shared.meters(), stream.topic(), this, StreamRunner::lag);
        Gauge.builder("datalab.process.partitions", owners, Map::size)
                .description("partitions that are this process's")
                .tags("stream", stream.topic())
                .register(shared.meters());
        SpeedSettings settings = shared.settings();
        this.reader = new TopicReader(
                settings.connection(),
                stream.topic(),
                settings.group() + "." + stream.topic(),
                settings.instance(),
                this::own,
                shared.meters());
    }

    void start() {
        reader.start();
    }

    /** Gives all partitions back, and waits a little for steps that are under way. */
    @Override
    public void close() {
        reader.close();
        long endNanos = System.nanoTime() + STEP_END_MAX.toNanos();
        try {
            for (Thread owner : owners.values()) {
                long leftNanos = endNanos - System.nanoTime();
                if (leftNanos <= 0 || !owner.join(Duration.ofNanos(leftNanos))) {
                    owner.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void own(PartitionFeed feed) {
        int number = feed.partition();
        PartitionCommitter partition = new PartitionCommitter(
                stream,
                number,
                shared.store().ledger(),
                shared.store().archive().writer(),
                steps.apply(number));
        PartitionAlarm alarms =
                new PartitionAlarm(stream, number, shared.store().ledger(), meters);
        PartitionWorker owner = new PartitionWorker(stream, feed, partition, shared, alarms);
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("datalab-speed-" + stream.topic() + "-" + number)
                .unstarted(() -> {
                    try {
                        owner.run();
                    } finally {
                        owners.remove(feed);
                    }
                });
        owners.put(feed, thread);
        try {
            thread.start();
        } catch (Error e) { // no memory for a thread
            owners.remove(feed);
            throw e;
        }
    }

    boolean isOf(EventStream other) {
        return other.topic().equals(stream.topic());
    }

    /** How many partitions are this process's. */
    int owned() {
        return owners.size();
    }

    boolean owns(int partition) {
        return owners.keySet().stream().anyMatch(feed -> feed.partition() == partition && !feed.isRevoked());
    }

    /** NaN while it is unknown: the log of a partition is not the one that was read. */
    private double lag() {
        double lag = 0;
        for (PartitionFeed feed : owners.keySet()) {
            OptionalLong behind = feed.behind();
            lag += behind.isPresent() ? behind.getAsLong() : Double.NaN;
        }
        return lag;
    }
}
