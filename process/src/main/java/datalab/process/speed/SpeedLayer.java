package datalab.process.speed;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.StreamInputs;
import datalab.lab.view.View;
import datalab.log.Topics;
import datalab.log.status.LogInspector;
import datalab.process.forecast.ModelStepper;
import datalab.store.Store;
import datalab.store.result.StoreUnavailable;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives and folds every event of the labs' streams exactly once, and stores the rejects that ingest wrote to the log.
 * Any number of processes may run it: Kafka's consumer groups share the partitions out among them, and the store fences
 * stale owners.
 *
 * <p>Thread-safe. Topics must exist and labs must be prepared in the store before {@link #start}.
 */
public final class SpeedLayer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpeedLayer.class);
    private static final Duration TIDY_EVERY = Duration.ofHours(1);

    /** How long an Idempotency-Key is remembered. A repeat that comes later counts again. */
    public static final Duration ONCE_IDS_KEPT = Duration.ofDays(7);

    private final List<Lab> labs;
    private final LogInspector states;
    private final SpeedContext shared;
    private final Clock clock;
    private final List<StreamRunner> running = new CopyOnWriteArrayList<>();
    private final List<EncounterWorker> joining = new CopyOnWriteArrayList<>();
    private final AmendmentSweeper sweeper;
    private final CountDownLatch closed = new CountDownLatch(1);

    public SpeedLayer(SpeedSettings settings, List<Lab> labs, Store store, MeterRegistry meters, Clock clock) {
        this.labs = List.copyOf(labs);
        this.clock = clock;
        this.states = new LogInspector(settings.connection());
        this.shared = SpeedContext.of(settings, store, states, meters);
        this.sweeper = new AmendmentSweeper(elsewhere(labs), store.archive().writer(), this::isFirst, meters);
    }

    /** The rejects' place in the progress table: they are processed like any stream. */
    public static EventStream rejects() {
        String[] name = Topics.REJECTS.split("\\.", 2);
        return new EventStream(
                name[0],
                name[1],
                null,
                null,
                ZoneOffset.UTC,
                List.of(),
                EventStream.Extra.KEEP,
                List.of(),
                StreamInputs.NONE,
                List.of());
    }

    /** Returns at once. */
    public void start() {
        EventStream rejects = rejects();
        run(new StreamRunner(
                rejects, number -> new RejectStepBuilder(rejects, shared.store().ledger(), number), shared));
        Thread.ofPlatform().daemon().name("datalab-tidy").start(this::tidy);
        if (!elsewhere(labs).isEmpty()) {
            Thread.ofPlatform().daemon().name("datalab-amendments").start(sweeper);
        }
        for (Lab lab : labs) {
            for (EventStream stream : lab.streams().values()) {
                StreamRunner runner = new StreamRunner(stream, number -> steps(lab, stream, number), shared);
                run(runner);
                lab.meetingsOf(stream).forEach(view -> join(lab, view, runner));
            }
        }
    }

    /** How many partitions of all streams this process works on now. */
    public int ownedPartitions() {
        return running.stream().mapToInt(StreamRunner::owned).sum();
    }

    /** Whether the stream's first partition is this process's now: so what only one process is to do of a stream is its own. */
    public boolean isFirst(EventStream stream) {
        return running.stream().anyMatch(runner -> runner.isOf(stream) && runner.owns(0));
    }

    /** Tells of each commit of this process, on the thread of its partition: the listener returns at once. */
    public void onCommit(Consumer<EventStream> listener) {
        shared.committed().add(listener);
    }

    /** Gives all partitions back; ends within about ten seconds. */
    @Override
    public void close() {
        closed.countDown();
        sweeper.close();
        List<Thread> closing = Stream.concat(
                        joining.stream().<Runnable>map(joiner -> joiner::close),
                        running.stream().<Runnable>map(runner -> runner::close))
                .map(Thread.ofVirtual()::start)
                .toList();
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        states.close();
    }

    private void tidy() {
        try {
            do {
                deleteIdempotencyKeys();
            } while (!closed.await(TIDY_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.atDebug().log("tidying interrupted");
        }
    }

    private void deleteIdempotencyKeys() {
        try {
            int forgotten = shared.store()
                    .ledger()
                    .deleteIdempotencyKeys(clock.instant().minus(ONCE_IDS_KEPT));
            LOG.atDebug().addKeyValue("count", forgotten).log("once ids forgotten");
        } catch (StoreUnavailable e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("once ids not forgotten");
        }
    }

    /** The streams whose archives are on other servers. */
    private static List<EventStream> elsewhere(List<Lab> labs) {
        return labs.stream()
                .flatMap(lab -> lab.streams().values().stream()
                        .filter(stream -> lab.archives().containsKey(stream.name())))
                .toList();
    }

    /** The owner of a stream's first partition finds the contacts of all partitions. */
    private synchronized void join(Lab lab, View view, StreamRunner runner) {
        EncounterWorker joiner = new EncounterWorker(contacts(lab, view), () -> runner.owns(0), shared);
        if (closed.getCount() > 0) {
            joining.add(joiner);
            Thread.ofPlatform()
                    .daemon()
                    .name("datalab-join-" + lab.name() + "-" + view.name())
                    .start(joiner);
        }
    }

    private EventStepBuilder steps(Lab lab, EventStream stream, int partition) {
        Store store = shared.store();
        boolean isElsewhere = store.archive().writer().isElsewhere(stream);
        PartitionOfKey home = isElsewhere && !stream.unique().isEmpty()
                ? new PartitionOfKey.InTopic(stream, states)
                : PartitionOfKey.ANY;
        Deduplicator deduplicator = new Deduplicator(stream, store.ledger(), store.archive(), home);
        ModelStepper models = new ModelStepper(lab.modelsOf(stream), stream, store.models());
        return new EventStepBuilder(stream, store.ledger(), store.views(), deduplicator, models, partition);
    }

    private EncounterCommitter contacts(Lab lab, View view) {
        Store store = shared.store();
        return new EncounterCommitter(
                EncounterCommitter.ContactStreams.of(lab, view),
                store.ledger(),
                store.views(),
                store.archive(),
                EncounterCommitter.Steps.USUAL);
    }

    private synchronized void run(StreamRunner runner) {
        if (closed.getCount() > 0) {
            running.add(runner);
            runner.start();
        }
    }
}
