package datalab.store.alert;

import datalab.lab.event.Offsets;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.output.OutputStep;
import datalab.store.result.BoundedRows;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One transaction, in which rows are read, in one snapshot, and what they come to is kept. */
public interface AlertStep extends AlertPosition {

    @Override
    OutputStep of();

    /** A page of archived events. */
    BoundedRows<ArchivedEvent> events(EventQuery query);

    /** Events before these have been looked at, or what they have touched is due. Partitions that are not named stay. */
    void moveTo(Offsets offsets);

    /** All of a state has been looked at, or is due. */
    void complete(String state);

    void due(Collection<DueGroup> groups);

    /** Every group with an episode, from the beginning. */
    void allDue(Instant ready);

    /** Those that are due by a time of the clock, the earliest first. */
    List<DueGroup> dueBy(Instant now, int limit);

    /** It is due no more. */
    void looked(AlertGroup group);

    /**
     * Episodes of a group in the order of their beginnings.
     *
     * @param from those that had not ended before it
     * @param to those that had begun by then; null for no bound
     */
    List<AlertEpisode> episodes(AlertGroup group, Instant from, @Nullable Instant to);

    /** Keeps one in the place of what was kept with its id. */
    void put(AlertEpisode episode);

    void delete(AlertEpisode episode);

    /** Keeps an event of the stream of messages until it is sent. */
    void tell(String json);
}
