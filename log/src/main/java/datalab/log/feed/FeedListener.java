package datalab.log.feed;

import java.util.List;
import java.util.Map;

/** Hears of a lab's new records, one call at a time. Must not block: others wait for it. */
public interface FeedListener {

    /**
     * It hears of everything from here on.
     *
     * @param next the offset of the first record of each partition that it hears of, by topic
     */
    default void joined(Map<String, Map<Integer, Long>> next) {}

    /** What has come, in the order of each partition. */
    void records(List<FeedRecord> records);

    /** It hears of nothing more until it joins again: the log cannot be read, or the listener has failed. */
    void ended();
}
