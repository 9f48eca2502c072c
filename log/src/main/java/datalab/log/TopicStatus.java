package datalab.log;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a topic stands, by the word of whoever compares it with what the store notes of it.
 *
 * @param id Kafka's own of the topic that is read; null where nobody has looked yet
 * @param refusal why it takes nothing; null while it does
 * @param starts by partition; one that is left out has had one log only
 */
public record TopicStatus(@Nullable String id, @Nullable String refusal, Map<Integer, OffsetBases.Start> starts) {
    /** Of a topic that nobody has looked at. */
    public static final TopicStatus UNKNOWN = new TopicStatus(null, null, Map.of());

    public TopicStatus {
        starts = Map.copyOf(starts);
    }

    /** The same topic, which takes nothing. */
    public TopicStatus refusing(String why) {
        return new TopicStatus(id, why, starts);
    }
}
