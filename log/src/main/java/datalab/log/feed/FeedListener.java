package datalab.log.feed;

import datalab.lab.event.Offsets;
import java.util.List;
import java.util.Map;

/** Receives a lab's new records, one call at a time. Must not block: other listeners wait for it. */
public interface FeedListener {

    /**
     * It receives everything from here on.
     *
     * @param next the offset of the first record of each partition that it receives, by topic
     */
    default void joined(Map<String, Offsets> next) {}

    /** What has come, in the order of each partition. */
    void records(List<FeedRecord> records);

    /** It receives nothing more until it joins again: the log cannot be read, or the listener has failed. */
    void ended();
}
