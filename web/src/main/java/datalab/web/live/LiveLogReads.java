package datalab.web.live;

import datalab.lab.event.Offsets;
import datalab.log.LogRecord;
import datalab.log.LogTail;
import datalab.log.PartitionRange;
import datalab.log.feed.LogFeeds;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The reads from the log that live events need: end offsets, new events and ranges.
 *
 * @param ends the offset after the last record of each partition of a topic
 * @param feeds what comes from now on
 * @param between reads once more what lies between two offsets
 */
public record LiveLogReads(Function<String, Offsets> ends, LogFeeds feeds, Between between) {

    /** For a log whose feeds are not shared. */
    public LiveLogReads(Function<String, Offsets> ends, Function<Collection<String>, LogTail> tails, Between between) {
        this(ends, new LogFeeds(ends, tails), between);
    }

    /** Reads parts of partitions. */
    @FunctionalInterface
    public interface Between {
        /** Hands over each record; answers whether the log held all of them and gave them in time. */
        boolean read(Collection<PartitionRange> ranges, Consumer<LogRecord> each);
    }
}
