package datalab.process.batch;

import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.store.Archive;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchLeaseLost;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore;
import datalab.store.result.StoreUnavailable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Claims one batch run, executes it and records its outcome. Thread-safe. */
public final class BatchRunner {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

    private final BatchStore batches;
    private final Archive archive;
    private final BatchSettings settings;
    private final MeterRegistry meters;
    private volatile boolean stopped;

    public BatchRunner(BatchStore batches, Archive archive, BatchSettings settings, MeterRegistry meters) {
        this.batches = batches;
        this.archive = archive;
        this.settings = settings;
        this.meters = meters;
    }

    /**
     * Returns when the batch has ended; the result says how. Empty if another batch of the view is running.
     *
     * @throws StoreUnavailable where the store was away and nothing could be noted; the batch's lease then runs out
     */
    public Optional<BatchRun> run(Lab lab, View view, BatchKind kind) {
        Optional<BatchRun> claimed = batches.claim(lab.name(), view.name(), kind, settings.owner(), settings.lease());
        claimed.ifPresent(run -> {
            long began = System.nanoTime();
            String result = "failed";
            try {
                result = toItsEnd(lab, view, run);
            } finally {
                count(run, result, System.nanoTime() - began);
            }
        });
        return claimed.flatMap(run -> batches.run(run.id()));
    }

    /** Ends what is running at its next step. */
    public void stop() {
        stopped = true;
    }

    /** Answers how it ended. */
    private String toItsEnd(Lab lab, View view, BatchRun run) {
        long began = System.nanoTime();
        try {
            BatchLease lease = new BatchLease(batches, run, settings.lease(), () -> stopped);
            new BatchJob(batches, archive, lab, view, lease).toItsEnd();
            about(LOG.atInfo(), run)
                    .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                    .log("batch done");
            return "done";
        } catch (BatchLeaseLost e) {
            return lost(run, e);
        } catch (BatchLease.Stopped e) {
            about(LOG.atInfo(), run).log("batch stopped");
            return note(run, "stopped", e);
        } catch (RuntimeException e) { // any failure: shown in the run's status, and retried
            about(LOG.atError(), run)
                    .addKeyValue("attempt", run.attempt())
                    .setCause(e)
                    .log("batch failed");
            return note(run, "failed", e);
        }
    }

    private String note(BatchRun run, String result, RuntimeException e) {
        try {
            batches.failed(run, e.getMessage() == null ? e.toString() : e.getMessage());
            return result;
        } catch (BatchLeaseLost lost) {
            return lost(run, lost);
        }
    }

    private static String lost(BatchRun run, BatchLeaseLost e) {
        about(LOG.atWarn(), run).addKeyValue("reason", e.getMessage()).log("batch lost");
        return "lost";
    }

    private static LoggingEventBuilder about(LoggingEventBuilder event, BatchRun run) {
        return event.addKeyValue("view", run.lab() + "." + run.view())
                .addKeyValue("kind", run.kind().text());
    }

    private void count(BatchRun run, String result, long nanos) {
        Tags tags =
                Tags.of("view", run.lab() + "." + run.view(), "kind", run.kind().text(), "result", result);
        Timer.builder("datalab.batch")
                .description("batches, from claim to end")
                .tags(tags)
                .register(meters)
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
