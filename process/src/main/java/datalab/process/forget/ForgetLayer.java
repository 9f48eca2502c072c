package datalab.process.forget;

import datalab.lab.Lab;
import datalab.process.batch.BatchLayer;
import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import datalab.store.Store;
import datalab.store.forget.ForgetRun;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what is to be forgotten, a lab after the other. Any number of processes may run it; the views are recomputed by the
 * {@link BatchLayer}. Thread-safe. Labs must be prepared in the store before {@link #start}.
 */
public final class ForgetLayer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForgetLayer.class);
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(5));
    private static final Duration REST = Duration.ofSeconds(1);

    private final Store store;
    private final @Nullable Duration logRetention;
    private final List<SupervisedLoop> loops = new ArrayList<>();

    /** @param logRetention how long the log keeps records at least; null where Kafka alone knows */
    public ForgetLayer(List<Lab> labs, Store store, @Nullable Duration logRetention, MeterRegistry meters) {
        this.store = store;
        this.logRetention = logRetention;
        for (Lab lab : labs) {
            CircuitBreaker breaker = new CircuitBreaker("forget", lab.name(), BACKOFF, meters);
            loops.add(new SupervisedLoop(breaker, () -> look(lab)));
        }
    }

    /** Returns at once. */
    public void start() {
        loops.forEach(loop -> Thread.ofVirtual().name("datalab-forget").start(loop));
    }

    @Override
    public void close() {
        loops.forEach(SupervisedLoop::close);
    }

    private Duration look(Lab lab) {
        for (ForgetRun run : store.forgets().pending(lab.name())) {
            ForgetJob job = new ForgetJob(store, lab, run, logRetention);
            try {
                if (job.goOn()) {
                    LOG.atInfo()
                            .addKeyValue("lab", lab.name())
                            .addKeyValue("run", run.id())
                            .log("a key is forgotten");
                }
            } catch (RuntimeException e) { // shown with the run; the loop tries again
                store.forgets().failed(run, e.getMessage() == null ? e.toString() : e.getMessage());
                throw e;
            }
        }
        return REST;
    }
}
