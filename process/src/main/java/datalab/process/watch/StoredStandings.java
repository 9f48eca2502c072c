package datalab.process.watch;

import datalab.lab.EventStream;
import datalab.log.StandingsTopic;
import datalab.log.TopicStanding;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How logs stand by what the store notes of them, told to processes that have no store. Thread-safe. */
public record StoredStandings(LogGaps gaps, StandingsTopic topic) implements StandingsSource {

    @Override
    public Map<EventStream, TopicStanding> look(Collection<EventStream> streams) {
        return gaps.look(streams);
    }

    /** Writes what others, or nobody, have written otherwise: whoever is wrong is put right within a second. */
    @Override
    public void tell(Map<EventStream, TopicStanding> found) {
        Map<String, TopicStanding> told = topic.read();
        Map<String, TopicStanding> changed = new HashMap<>();
        found.forEach((stream, standing) -> {
            if (!standing.equals(told.get(stream.topic()))) {
                changed.put(stream.topic(), standing);
            }
        });
        topic.write(changed);
    }
}
