package datalab.ingest;

import datalab.ingest.door.Ingest;
import datalab.lab.Lab;
import datalab.log.feed.LogFeeds;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * The dependencies that a source is given.
 *
 * @param ingest the door for all it takes
 * @param loaded remembers what is to be loaded once
 * @param feeds new events, for sources that deliver them, too
 */
public record SourceContext(Ingest ingest, List<Lab> labs, LoadedFiles loaded, LogFeeds feeds, MeterRegistry meters) {
    public SourceContext {
        labs = List.copyOf(labs);
    }
}
