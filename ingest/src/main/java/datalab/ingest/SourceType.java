package datalab.ingest;

import datalab.lab.Lab;
import datalab.lab.yaml.input.InputGrammar;
import java.util.List;
import java.util.Optional;

/**
 * A type of source that runs independently, such as a listening endpoint: one entry in the list of all sources, which
 * defines what labs may declare of it, its settings and its address. Thread-safe.
 */
public interface SourceType {

    /** The name of its settings section, of its health check and of its thread: {@code mqtt}. */
    String name();

    /** Its display name: {@code MQTT}. */
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
