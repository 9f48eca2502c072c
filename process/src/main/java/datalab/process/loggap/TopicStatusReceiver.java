package datalab.process.loggap;

import datalab.lab.stream.EventStream;
import datalab.log.LostRecordsReport;
import datalab.log.TopicStates;
import datalab.log.TopicStatus;
import datalab.log.status.LogInspector;
import datalab.log.status.SharedTopicStatus;
import datalab.log.status.TopicSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Determines the status of topics in a process without a store: from what processes with a store have published, the
 * current topic ids and the offsets that this process has acknowledged. What was said last holds where nothing is there any
 * more. Owned by one thread.
 */
public final class TopicStatusReceiver implements TopicStatusSource {
    private final SharedTopicStatus topic;
    private final LogInspector states;
    private final TopicStates topicStates;
    private final Map<String, TopicStatus> heard = new HashMap<>();
    private final Set<LostRecordsReport> lost = new HashSet<>();

    public TopicStatusReceiver(SharedTopicStatus topic, LogInspector states, TopicStates topicStates) {
        this.topic = topic;
        this.states = states;
        this.topicStates = topicStates;
    }

    @Override
    public Map<EventStream, TopicStatus> look(Collection<EventStream> streams) {
        SharedTopicStatus.Said said = topic.read();
        heard.putAll(said.statuses());
        lost.addAll(said.lost());
        List<LostRecordsReport> acknowledged = new ArrayList<>(); // before the log is queried, which grows meanwhile
        streams.forEach(stream -> acknowledged.addAll(acknowledged(stream)));
        Map<String, TopicSnapshot> now =
                states.of(streams.stream().map(EventStream::topic).toList());
        acknowledged.stream().filter(one -> isLost(one, now.get(one.topic()))).forEach(lost::add);
        Map<EventStream, TopicStatus> found = new HashMap<>();
        streams.forEach(stream -> found.put(stream, topicStatus(stream, now.get(stream.topic()))));
        return found;
    }

    /** What only this process knows. */
    @Override
    public void tell(Map<EventStream, TopicStatus> found) {
        List<LostRecordsReport> told = topic.read().lost();
        topic.writeLost(found.keySet().stream()
                .flatMap(stream -> lost.stream().filter(one -> isOf(one, stream)))
                .filter(one -> told.stream().noneMatch(other -> other.covers(one)))
                .toList());
    }

    private TopicStatus topicStatus(EventStream stream, @Nullable TopicSnapshot now) {
        TopicStatus topicStatus = TopicStatusRules.heard(stream, heard(stream), now);
        boolean lacks = lost.stream().anyMatch(one -> isOf(one, stream));
        return lacks && topicStatus.refusal() == null
                ? topicStatus.refusing(TopicStatusRules.lacks(stream))
                : topicStatus;
    }

    private TopicStatus heard(EventStream stream) {
        return heard.getOrDefault(stream.topic(), TopicStatus.UNKNOWN);
    }

    private List<LostRecordsReport> acknowledged(EventStream stream) {
        List<LostRecordsReport> known = new ArrayList<>();
        heard(stream).starts().forEach((partition, start) -> {
            long until = topicStates.acknowledged(stream.topic(), partition, start.log());
            known.add(new LostRecordsReport(stream.topic(), partition, start.log(), until));
        });
        return known;
    }

    /** A different topic is detected by its id. */
    private boolean isLost(LostRecordsReport one, @Nullable TopicSnapshot now) {
        if (topicStates.reusedOffset(one.topic(), one.partition(), one.log())) {
            return true;
        }
        TopicSnapshot.Span span = now == null ? null : now.partitions().get(one.partition());
        return span != null && span.end() < one.acknowledged();
    }

    /** Whether it is of the stream's current log: an abandoned one does not matter any more. */
    private boolean isOf(LostRecordsReport one, EventStream stream) {
        TopicStates.Start start = heard(stream).starts().get(one.partition());
        return one.topic().equals(stream.topic()) && start != null && start.log() == one.log();
    }
}
