package datalab.store;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.view.ViewFold;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.result.BoundedRows;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Every accepted event of a stream. Thread-safe; each call answers from one snapshot. Steps of the speed layer write to it
 * through {@link #writer}. What only some archives can do is a role of its own, which a reader asks for.
 *
 * <p>What lies before the stream's horizon is left out, dropped or not; but {@link #known} tells of it all the same, and
 * {@link #scan} answers what is still there, since a fold may need it.
 */
public interface Archive {
    /** Rows of a page where {@link #each} asks page by page. */
    int EACH_AT_ONCE = 1_000;

    /**
     * A page of archived events by time, which ends early where they are large. Of fields only those may be asked for that
     * this archive {@link #filtersBy}.
     */
    BoundedRows<ArchivedEvent> page(EventQuery query);

    /** The events of such a page. */
    default List<ArchivedEvent> events(EventQuery query) {
        return page(query).rows();
    }

    /**
     * Hands over all events of a question in its order, a few in memory at a time, until one is answered with false; the
     * question's limit does not count. Do not query the store meanwhile. Of one snapshot where the ledger's own server keeps the
     * archive; else each event is read once, those that came after the question began perhaps among them.
     */
    default void each(EventQuery query, Predicate<ArchivedEvent> each) {
        EventQuery next = query.withLimit(EACH_AT_ONCE);
        while (true) {
            BoundedRows<ArchivedEvent> page = page(next);
            boolean isEnough = !page.rows().stream().allMatch(each);
            if (isEnough || (page.rows().size() < EACH_AT_ONCE && !page.isCut())) {
                return;
            }
            next = next.following(page.rows().getLast().event());
        }
    }

    /** The event at a place in the log, where it is archived. */
    Optional<ArchivedEvent> event(EventStream stream, Coordinate at);

    /** The events that have one of these values of the stream's {@code unique} fields, in no order. */
    List<ArchivedEvent> identified(EventStream stream, Collection<List<Object>> uniqueValues);

    /** As {@link #identified(EventStream, Collection)}, a few in memory at a time; do not query the store meanwhile. */
    void identified(EventStream stream, Collection<List<Object>> uniqueValues, Consumer<ArchivedEvent> each);

    /**
     * Which of these unique values (of the stream's {@code unique} fields, in order) are archived already, or were and are
     * dropped by now, unless the time is among them: what repeats such an event is too old by itself.
     */
    Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues);

    /** Archived events of one partition, in the order of the log, also those from before the horizon that are not dropped yet. */
    List<Event> scan(Scan scan);

    /** What a fold takes of the archived events of one partition with offsets in [from, until). */
    default List<Event> scan(ViewFold fold, int partition, long from, long until, int limit) {
        return scan(Scan.of(fold, partition, from, until, limit));
    }

    /** Through which a step writes its rows. */
    default ArchiveWriter writer() {
        return ArchiveWriter.WITHIN_COMMIT;
    }

    /** Whether a page can be asked for by the value of a field; without it only by time. */
    default boolean filtersBy(EventStream stream, Field field) {
        return false;
    }

    /** How to ask for what is near to places; empty where the archive of this stream cannot tell. */
    default Optional<NearSearch> nearSearch(EventStream stream) {
        return Optional.empty();
    }
}
