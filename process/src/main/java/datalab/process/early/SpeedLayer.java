package datalab.process.early;

import datalab.lab.EventDecoder;
import datalab.lab.EventStream;
import datalab.lab.Inputs;
import datalab.lab.Lab;
import datalab.lab.quality.QualityFold;
import datalab.log.LogReader;
import datalab.log.PartitionFeed;
import datalab.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The speed layer: folds each event of each stream once, now. Partitions are shared with other processes of the same group;
 * each has one owner at a time, on a thread of its own.
 *
 * <p>Thread-safe; {@link #start} and {@link #close} once each. The topics and the labs' tables exist before it starts.
 */
public final class SpeedLayer implements AutoCloseable {
    private static final Duration STOP_MAX = Duration.ofSeconds(4);
    private static final String GROUP_PREFIX = "datalab.process.";

    private final List<Lab> labs;
    private final Store store;
    private final Group group;
    private final MeterRegistry meters;
    private final List<LogReader> readers = new ArrayList<>();
    private final Set<Thread> owners = ConcurrentHashMap.newKeySet();

    /**
     * Who reads.
     *
     * @param bootstrap the brokers
     * @param instance a name by which a restarted process is known at once, unique among the processes that share the work;
     *     empty where there is none
     */
    public record Group(String bootstrap, String instance) {}

    public SpeedLayer(List<Lab> labs, Store store, Group group, MeterRegistry meters) {
        this.labs = List.copyOf(labs);
        this.store = store;
        this.group = group;
        this.meters = meters;
    }

    /** The stream under which progress on the topic of rejects is kept. It has no table and no fields. */
    public static EventStream rejects() {
        return new EventStream(
                "datalab",
                "rejects",
                null,
                null,
                ZoneOffset.UTC,
                List.of(),
                EventStream.Extra.KEEP,
                List.of(),
                Inputs.NONE,
                List.of());
    }

    /** Fills what views lack of the archive, then reads. */
    public void start() {
        EventStream rejects = rejects();
        labs.forEach(lab -> new Refill(lab, store).run());
        for (Lab lab : labs) {
            for (EventStream stream : lab.streams().values()) {
                StreamPlan plan = StreamPlan.of(lab, stream);
                read(plan, Sorter.ofEvents(plan));
            }
        }
        read(
                new StreamPlan(rejects, new EventDecoder(rejects), new QualityFold(rejects), List.of()),
                Sorter.ofRejects());
    }

    /** Forgets ids of idempotent sends first seen before a time. A repeat that comes later than that counts again. */
    public void forgetOnceIds(Instant before) {
        store.forgetOnceIds(before);
    }

    /** Lets every owner finish its step, and gives the partitions back. */
    @Override
    public void close() {
        readers.parallelStream().forEach(LogReader::close);
        long end = System.nanoTime() + STOP_MAX.toNanos();
        for (Thread owner : owners) {
            try {
                if (!owner.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    owner.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void read(StreamPlan plan, Sorter sorter) {
        String topic = plan.stream().topic();
        StreamMeters counted = new StreamMeters(meters, topic);
        LogReader reader = new LogReader(
                group.bootstrap(),
                topic,
                GROUP_PREFIX + topic,
                group.instance(),
                feed -> own(plan, sorter, feed, counted));
        readers.add(reader);
        reader.start();
    }

    private void own(StreamPlan plan, Sorter sorter, PartitionFeed feed, StreamMeters counted) {
        PartitionOwner owner = new PartitionOwner(plan, sorter, store, feed, counted);
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("datalab-own-" + plan.stream().topic() + "-" + feed.partition())
                .unstarted(() -> {
                    owner.run();
                    owners.remove(Thread.currentThread());
                });
        owners.add(thread);
        thread.start();
    }
}
