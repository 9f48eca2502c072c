package datalab.store.output;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far an output is, and how far what it shows. */
public interface OutputPosition {

    /** Up to where the rows that events have touched are written. */
    Offsets published();

    /** Which state was written whole last; null for none, or where somebody has asked for everything since. */
    @Nullable
    String complete();

    /** How often somebody has asked for everything to be written. */
    long asked();

    /**
     * From which window on rows may show running totals without the events before {@link #published}; null for none. It moves
     * together with {@link #published}.
     */
    @Nullable
    Instant stale();

    /** What was acknowledged of a step that is not written yet. */
    List<Acknowledgement> acknowledged();

    /** Up to where a stream's events count now. */
    Offsets progress(EventStream stream);

    /** Rows of a view whose windows ended by then are not kept; empty where all are. */
    Optional<Instant> horizon(View view);

    /** Which generation of this definition is served now; empty where another definition is. */
    Optional<String> generation(ViewFold fold);
}
