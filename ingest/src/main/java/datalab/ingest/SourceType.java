package datalab.ingest;

import datalab.lab.Lab;
import datalab.lab.yaml.input.InputGrammar;
import java.util.List;
import java.util.Optional;

/**
 * A kind of source that has a life of its own, such as an endpoint that listens: one line in the list of all sources, from
 * which everything else learns what labs may declare of it, what can be set and where it can be reached. Thread-safe.
 */
public interface SourceType {

    /** The name of its section of the settings, of its health check and its thread of life: {@code mqtt}. */
    String name();

    /** What people call it: {@code MQTT}. */
    String title();

    /** The port it listens on where nothing else is set; -1 where it has none. */
    default int usualPort() {
        return -1;
    }

    /** What labs may declare under {@code in:}; empty where every lab may do so anyway. */
    default Optional<InputGrammar> grammar() {
        return Optional.empty();
    }

    /** A sentence for each thing that is wrong with a lab's inputs and that only a look at them can tell. Starts nothing. */
    default List<String> mistakes(Lab lab) {
        return List.of();
    }

    /** Reads its settings, all of them under its name. */
    ConfiguredSource configure(SourceSettings settings);
}
