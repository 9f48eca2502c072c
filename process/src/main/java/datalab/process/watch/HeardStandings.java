package datalab.process.watch;

import datalab.lab.EventStream;
import datalab.log.LogStates;
import datalab.log.StandingsTopic;
import datalab.log.TopicStanding;
import datalab.log.TopicState;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How logs stand by what processes with a store have said of them, and whether each topic is the one that they have said it of.
 * What was said last holds where nothing is there any more. Owned by one thread.
 */
public final class HeardStandings implements StandingsSource {
    private final StandingsTopic topic;
    private final LogStates states;
    private final Map<String, TopicStanding> heard = new HashMap<>();

    public HeardStandings(StandingsTopic topic, LogStates states) {
        this.topic = topic;
        this.states = states;
    }

    @Override
    public Map<EventStream, TopicStanding> look(Collection<EventStream> streams) {
        Map<String, TopicState> now =
                states.of(streams.stream().map(EventStream::topic).toList());
        heard.putAll(topic.read());
        Map<EventStream, TopicStanding> found = new HashMap<>();
        for (EventStream stream : streams) {
            TopicStanding said = heard.getOrDefault(stream.topic(), TopicStanding.UNKNOWN);
            found.put(stream, StreamLog.heard(stream, said, now.get(stream.topic())));
        }
        return found;
    }
}
