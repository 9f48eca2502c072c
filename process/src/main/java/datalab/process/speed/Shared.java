package datalab.process.speed;

import datalab.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Semaphore;

/**
 * What all owners of a process share. Thread-safe.
 *
 * @param turns as many as partitions may be worked on at a time, in the order in which they asked
 * @param pace when they may begin a step
 */
record Shared(SpeedSettings settings, Store store, MeterRegistry meters, Semaphore turns, Pace pace) {

    static Shared of(SpeedSettings settings, Store store, MeterRegistry meters) {
        return new Shared(
                settings, store, meters, new Semaphore(settings.stepsMax(), true), new Pace(System::nanoTime));
    }
}
