package datalab.process.speed;

import datalab.lab.stream.EventStream;
import datalab.log.AcknowledgedOffsets;
import datalab.log.TopicStates;
import datalab.log.status.LogInspector;
import datalab.process.loggap.LogGapDetector;
import datalab.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * The dependencies that all partition workers of a process share. Thread-safe.
 *
 * @param gaps checks whether a log is the one that was read
 * @param turns a permit for each partition that may be processed at a time, first come, first served
 * @param pace when they may begin a step
 * @param committed who wants to know at once of whose stream's commits
 */
record SpeedContext(
        SpeedSettings settings,
        Store store,
        LogGapDetector gaps,
        MeterRegistry meters,
        Semaphore turns,
        StepPacer pace,
        List<Consumer<EventStream>> committed) {

    static SpeedContext of(SpeedSettings settings, Store store, LogInspector states, MeterRegistry meters) {
        LogGapDetector gaps = new LogGapDetector(
                store.ledger(), store.logIdentities(), states, new TopicStates(AcknowledgedOffsets.inMemory()));
        Semaphore turns = new Semaphore(settings.stepsMax(), true);
        return new SpeedContext(
                settings, store, gaps, meters, turns, new StepPacer(System::nanoTime), new CopyOnWriteArrayList<>());
    }
}
