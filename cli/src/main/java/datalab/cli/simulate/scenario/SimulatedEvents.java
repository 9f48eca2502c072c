package datalab.cli.simulate.scenario;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The events of a scenario in order of time: the same ones in the same order, whenever they are asked for. Not thread-safe. */
interface SimulatedEvents extends AutoCloseable {

    /** When they begin. */
    Instant begin();

    /** When they are over. */
    Instant end();

    /** The next one; null after the last. */
    @Nullable
    SimulatedEvent next() throws IOException;

    @Override
    void close() throws IOException;
}
