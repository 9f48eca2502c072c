package datalab.ingest;

import datalab.ingest.door.Ingest;
import datalab.lab.Lab;
import datalab.log.feed.LogFeeds;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * The dependencies that a source is given.
 *
 * @param ingest takes all of its events
 * @param loaded the record of files already loaded
 * @param feeds new events, for sources that deliver them, too
 */
public record SourceContext(Ingest ingest, List<Lab> labs, LoadedFiles loaded, LogFeeds feeds, MeterRegistry meters) {
    public SourceContext {
        labs = List.copyOf(labs);
    }
}
