package datalab.ingest;

import datalab.ingest.door.Ingest;
import datalab.lab.Lab;
import datalab.log.LogTail;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * The dependencies that a source is given.
 *
 * @param ingest the door for all it takes
 * @param loaded remembers what is to be loaded once
 * @param tails opens a tail of topics of the log, for sources that deliver events, too
 */
public record SourceContext(
        Ingest ingest,
        List<Lab> labs,
        LoadedFiles loaded,
        Function<Collection<String>, LogTail> tails,
        MeterRegistry meters) {
    public SourceContext {
        labs = List.copyOf(labs);
    }
}
