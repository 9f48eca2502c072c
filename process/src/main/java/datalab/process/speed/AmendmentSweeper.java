package datalab.process.speed;

import datalab.lab.stream.EventStream;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import datalab.store.ArchiveWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings flags that became known with a later event to archives on other servers, while this process has the stream's first
 * partition. Runs on a thread of its own.
 */
final class AmendmentSweeper implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AmendmentSweeper.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    private final List<EventStream> streams;
    private final ArchiveWriter archive;
    private final Predicate<EventStream> isOurs;
    private final SupervisedLoop loop;

    /** @param isOurs for economy alone: any number of processes may do it at once */
    AmendmentSweeper(
            List<EventStream> streams, ArchiveWriter archive, Predicate<EventStream> isOurs, MeterRegistry meters) {
        this.streams = List.copyOf(streams);
        this.archive = archive;
        this.isOurs = isOurs;
        this.loop = new SupervisedLoop(
                new CircuitBreaker("amendments", "archives", PartitionWorker.BACKOFF, meters),
                this::sweep,
                AmendmentSweeper::failed);
    }

    @Override
    public void run() {
        loop.run();
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration sweep() {
        int swept = 0;
        for (EventStream stream : streams) {
            swept += isOurs.test(stream) ? archive.sweep(stream) : 0;
        }
        return swept > 0 ? Duration.ZERO : EVERY;
    }

    private static void failed(Throwable failure) {
        LOG.atWarn().addKeyValue("reason", failure.getMessage()).log("amendments not brought to their archive");
    }
}
