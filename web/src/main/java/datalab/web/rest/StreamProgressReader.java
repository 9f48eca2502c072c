package datalab.web.rest;

import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.log.LogUnavailable;
import datalab.store.Ledger;
import datalab.store.RejectLedger;
import datalab.store.ledger.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the progress of a lab's streams from store and log. If the log does not respond, its numbers are omitted.
 * Thread-safe.
 */
final class StreamProgressReader {
    private static final Logger LOG = LoggerFactory.getLogger(StreamProgressReader.class);

    private final Ledger ledger;
    private final RejectLedger rejects;
    private final Function<String, Offsets> ends;

    StreamProgressReader(Ledger ledger, RejectLedger rejects, Function<String, Offsets> ends) {
        this.ledger = ledger;
        this.rejects = rejects;
        this.ends = ends;
    }

    /** By stream; those of contacts follow archives, not the log. */
    Map<String, StreamProgress> of(Lab lab) {
        Map<String, StreamProgress> statuses = of(lab, this::ends);
        for (View view : lab.views().values()) {
            if (view.meet() != null) {
                StreamProgress source = statuses.getOrDefault(view.source(), StreamProgress.NONE);
                List<Progress> taken = ledger.progress(lab.streamOf(view));
                statuses.put(view.stream(), StreamProgress.of(taken, 0, source.nextOffsets()));
            }
        }
        return statuses;
    }

    /** As {@link #of}, for counts only: the log is not queried. */
    Map<String, StreamProgress> countsOf(Lab lab) {
        return of(lab, stream -> Offsets.NONE);
    }

    private Map<String, StreamProgress> of(Lab lab, Function<EventStream, Offsets> endsOf) {
        // Ends first, so that what arrives in between is not taken for lag; rejects last, so that all up to the
        // progress count.
        Map<EventStream, Offsets> endsBefore = new LinkedHashMap<>();
        Map<EventStream, List<Progress>> progress = new LinkedHashMap<>();
        for (EventStream stream : lab.streams().values()) {
            endsBefore.put(stream, endsOf.apply(stream));
            progress.put(stream, ledger.progress(stream));
        }
        Map<String, Long> rejected = rejects.rejectCounts(lab.name());
        Map<String, StreamProgress> statuses = new LinkedHashMap<>();
        endsBefore.forEach((stream, ends) -> statuses.put(
                stream.name(),
                StreamProgress.of(
                        progress.getOrDefault(stream, List.of()), rejected.getOrDefault(stream.name(), 0L), ends)));
        return statuses;
    }

    private Offsets ends(EventStream stream) {
        try {
            return ends.apply(stream.topic());
        } catch (LogUnavailable e) {
            LOG.atDebug()
                    .addKeyValue("topic", stream.topic())
                    .addKeyValue("error", e.getMessage())
                    .log("lag is not known");
            return Offsets.NONE;
        }
    }
}
