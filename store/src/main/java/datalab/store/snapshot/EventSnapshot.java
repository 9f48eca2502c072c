package datalab.store.snapshot;

import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The archived events of a stream at one moment. Owned by one thread. */
public non-sealed interface EventSnapshot extends Snapshot {

    /** Whether it can be asked for; all but orders of events and the newest of each key can. */
    default boolean canRead(EventQuery query) {
        return true;
    }

    /**
     * Hands over all events of a question in its order, a few in memory at a time, until one is answered with false; the
     * question's limit does not count.
     */
    void each(EventQuery query, Predicate<ArchivedEvent> each);

    /** About how many that will be; empty where the server cannot tell. */
    OptionalLong estimate(EventQuery query);
}
