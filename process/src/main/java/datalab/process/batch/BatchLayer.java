package datalab.process.batch;

import datalab.lab.Lab;
import datalab.lab.Schedule;
import datalab.lab.view.View;
import datalab.store.Store;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore;
import datalab.store.result.StoreUnavailable;
import datalab.store.view.ViewStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs batches for the labs' views, on schedule or on request. Any number of processes may run it: the store lets one batch
 * of a view run at a time. Thread-safe. Labs must be prepared in the store before {@link #start}.
 */
public final class BatchLayer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchLayer.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration END_MAX = Duration.ofSeconds(5);
    private static final int AT_ONCE = 2;

    private final List<Lab> labs;
    private final BatchStore batches;
    private final Clock clock;
    private final Instant since;
    private final BatchRunner runner;
    private final ExecutorService workers = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("datalab-batch-", 0).factory());
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    public BatchLayer(List<Lab> labs, Store store, BatchSettings settings, MeterRegistry meters, Clock clock) {
        this.labs = List.copyOf(labs);
        this.batches = store.batches();
        this.clock = clock;
        this.since = clock.instant();
        this.runner = new BatchRunner(batches, store.archive(), settings, meters);
    }

    public void start() {
        Thread.ofPlatform().daemon().name("datalab-batches").start(this::schedule);
    }

    /** Ends what is running at its next step. */
    @Override
    public void close() {
        closed.countDown();
        runner.stop();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void schedule() {
        try {
            while (!closed.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                labs.forEach(this::look);
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("batch schedule interrupted");
        }
    }

    private void look(Lab lab) {
        try {
            List<ViewStatus> viewStatuses = batches.viewStatuses(lab);
            List<BatchRun> runs = batches.latest(lab.name(), 1);
            for (ViewStatus viewStatus : viewStatuses) {
                View view = lab.views().get(viewStatus.view());
                if (view != null) {
                    look(lab, view, viewStatus, runs);
                }
            }
        } catch (StoreUnavailable e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("batches wait for the store");
        } catch (RuntimeException e) { // a bug: the other labs go on
            LOG.atError().addKeyValue("lab", lab.name()).setCause(e).log("batches of a lab not looked after");
        }
    }

    private void look(Lab lab, View view, ViewStatus viewStatus, List<BatchRun> runs) {
        Schedule schedule = lab.schedules().get(view.name());
        List<BatchRun> own =
                runs.stream().filter(run -> run.view().equals(view.name())).toList();
        Optional<BatchKind> due = new DueBatch(viewStatus, schedule, own, since).due(clock.instant());
        if (due.isPresent() && isWorthwhile(view, due.get(), own)) {
            submit(lab, view, due.get());
        }
    }

    /** A scheduled compaction with nothing to compact is none. */
    private boolean isWorthwhile(View view, BatchKind kind, List<BatchRun> runs) {
        boolean asked = runs.stream().anyMatch(run -> run.state() == BatchRun.State.REQUESTED);
        return asked || kind != BatchKind.COMPACT || !batches.isCompact(view);
    }

    private void submit(Lab lab, View view, BatchKind kind) {
        String name = lab.name() + "." + view.name();
        if (busy.add(name)) {
            workers.execute(() -> {
                try {
                    runner.run(lab, view, kind);
                } catch (StoreUnavailable e) {
                    LOG.atWarn()
                            .addKeyValue("view", name)
                            .addKeyValue("reason", e.getMessage())
                            .log("batch not noted");
                } finally {
                    busy.remove(name);
                }
            });
        }
    }
}
