package datalab.lab.scenario;

import datalab.lab.forecast.Model;
import datalab.lab.stream.EventStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/**
 * What could have been, or could come: events of a stream with changes, which are sent into the same stream as simulated ones.
 * Immutable and already checked.
 *
 * @param name what its events say in the stream's field {@link #FIELD}
 * @param title what people call it, on one line
 * @param basis what is changed
 * @param zone whose calendar days and hours changes mean
 * @param seed of all that is drawn, 1 to {@value #SEED_MAX}
 * @param keys whose events take part; empty for all
 * @param changes in the order in which they are made
 */
public record Scenario(
        String name,
        String title,
        EventStream stream,
        Basis basis,
        ZoneId zone,
        int seed,
        Set<String> keys,
        List<Change> changes) {
    /** The field of the stream that holds a scenario's name. */
    public static final String FIELD = "scenario";

    public static final int SEED_MAX = 999_999_999;

    public Scenario {
        keys = Set.copyOf(keys);
        changes = List.copyOf(changes);
    }

    /** The events that are changed. */
    public sealed interface Basis {

        /** Those that were observed, of event times from one until another. */
        record History(Instant from, Instant to) implements Basis {}

        /** Those of one course that a model draws over the slots after the last one that something has come of. */
        record Course(Model model, int slots) implements Basis {}
    }

    /** Whether events of a key take part. */
    public boolean takes(String key) {
        return keys.isEmpty() || keys.contains(key);
    }
}
