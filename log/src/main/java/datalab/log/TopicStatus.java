package datalab.log;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The status of a topic as determined by comparing it with the store: its id, its offset bases and whether it must reject
 * writes.
 *
 * @param id Kafka's own of the topic that is read; null if not checked yet
 * @param refusal why it rejects writes; null while it accepts them
 * @param starts by partition; one that is left out has had one log only
 */
public record TopicStatus(@Nullable String id, @Nullable String refusal, Map<Integer, TopicStates.Start> starts) {
    /** The status of a topic that was not checked yet. */
    public static final TopicStatus UNKNOWN = new TopicStatus(null, null, Map.of());

    public TopicStatus {
        starts = Map.copyOf(starts);
    }

    /** The same topic, but rejecting writes. */
    public TopicStatus refusing(String why) {
        return new TopicStatus(id, why, starts);
    }
}
