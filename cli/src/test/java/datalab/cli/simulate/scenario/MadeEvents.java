package datalab.cli.simulate.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events of a test, one a line. */
final class MadeEvents implements SimulatedEvents {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Instant end;
    private final Iterator<Instant> times;

    MadeEvents(Instant end, List<Instant> times) {
        this.end = end;
        this.times = times.iterator();
    }

    @Override
    public Instant begin() {
        return BEGIN;
    }

    @Override
    public Instant end() {
        return end;
    }

    @Override
    public @Nullable SimulatedEvent next() {
        if (!times.hasNext()) {
            return null;
        }
        Instant time = times.next();
        return new SimulatedEvent(time, ("{\"at\":\"" + time + "\"}").getBytes(UTF_8));
    }

    @Override
    public void close() {}
}
