package datalab.process.loggap;

import datalab.lab.stream.EventStream;
import datalab.log.TopicStatus;
import java.util.Collection;
import java.util.Map;

/**
 * Determines the status of the topics of streams. Every method throws {@link datalab.log.LogUnavailable} or {@link
 * datalab.store.result.StoreUnavailable} where nothing can be said now.
 */
@FunctionalInterface
public interface TopicStatusSource {

    /** Looks at all partitions of some streams. */
    Map<EventStream, TopicStatus> look(Collection<EventStream> streams);

    /** Publishes what {@link #look} has found to processes without a store. */
    default void tell(Map<EventStream, TopicStatus> found) {}
}
