package datalab.process.loggap;

import datalab.lab.stream.EventStream;
import datalab.log.TopicStates;
import datalab.log.TopicStatus;
import datalab.log.status.SharedTopicStatus;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Determines the status of topics from the store, publishes it to processes without a store, and receives from these the
 * acknowledged records that they found lost. Thread-safe.
 *
 * @param topicStates receives such records, and is read by {@code gaps}
 */
public record StoreStatusSource(LogGapDetector gaps, SharedTopicStatus topic, TopicStates topicStates)
        implements TopicStatusSource {

    @Override
    public Map<EventStream, TopicStatus> look(Collection<EventStream> streams) {
        return gaps.look(streams);
    }

    /** Publishes any status that is missing or differs, so that outdated records are corrected within a second. */
    @Override
    public void tell(Map<EventStream, TopicStatus> found) {
        SharedTopicStatus.Said said = topic.read();
        said.lost().forEach(topicStates::hear);
        Map<String, TopicStatus> changed = new HashMap<>();
        found.forEach((stream, topicStatus) -> {
            if (!topicStatus.equals(said.statuses().get(stream.topic()))) {
                changed.put(stream.topic(), topicStatus);
            }
        });
        topic.writeStatuses(changed);
    }
}
