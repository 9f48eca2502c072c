package datalab.process.watch;

import datalab.lab.EventStream;
import datalab.log.LogPlaces;
import datalab.log.StandingsTopic;
import datalab.log.TopicStanding;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How logs stand by what the store notes of them, told to processes that have no store; and what these tell of records that were
 * acknowledged to them and are lost. Thread-safe.
 *
 * @param places to be told of such records, which {@code gaps} asks
 */
public record StoredStandings(LogGaps gaps, StandingsTopic topic, LogPlaces places) implements StandingsSource {

    @Override
    public Map<EventStream, TopicStanding> look(Collection<EventStream> streams) {
        return gaps.look(streams);
    }

    /** Writes what others, or nobody, have written otherwise: whoever is wrong is put right within a second. */
    @Override
    public void tell(Map<EventStream, TopicStanding> found) {
        StandingsTopic.Said said = topic.read();
        said.lost().forEach(places::hear);
        Map<String, TopicStanding> changed = new HashMap<>();
        found.forEach((stream, standing) -> {
            if (!standing.equals(said.standings().get(stream.topic()))) {
                changed.put(stream.topic(), standing);
            }
        });
        topic.writeStandings(changed);
    }
}
