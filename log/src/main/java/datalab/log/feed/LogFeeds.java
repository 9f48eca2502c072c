package datalab.log.feed;

import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.log.LogTail;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The feeds of all labs, of which each is shared by all outputs. Thread-safe. */
public final class LogFeeds {
    private final Function<String, Offsets> ends;
    private final Function<Collection<String>, LogTail> tails;
    private final Map<String, LogFeed> feeds = new ConcurrentHashMap<>();

    /**
     * Reads nothing before a listener joins a feed.
     *
     * @param ends the offset after the last record of each partition of a topic
     * @param tails follows topics from now on
     */
    public LogFeeds(Function<String, Offsets> ends, Function<Collection<String>, LogTail> tails) {
        this.ends = ends;
        this.tails = tails;
    }

    public LogFeed of(Lab lab) {
        return feeds.computeIfAbsent(lab.name(), name -> new LogFeed(lab, ends, tails));
    }
}
