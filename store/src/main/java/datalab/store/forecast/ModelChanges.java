package datalab.store.forecast;

import java.util.List;

/**
 * What a step does to the models of its stream.
 *
 * @param states of the keys that it touched; those of a generation that does not count any more change nothing that counts
 * @param scores events for the lab's stream of scores, kept until the log has them
 */
public record ModelChanges(List<ModelChange> states, List<String> scores) {
    public static final ModelChanges NONE = new ModelChanges(List.of(), List.of());

    public ModelChanges {
        states = List.copyOf(states);
        scores = List.copyOf(scores);
    }
}
