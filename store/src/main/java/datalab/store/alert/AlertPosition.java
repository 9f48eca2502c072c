package datalab.store.alert;

import datalab.lab.stream.EventStream;
import datalab.store.output.OutputPosition;
import java.time.Instant;
import java.util.Optional;

/** How far an alert is, and how far what it watches. */
public interface AlertPosition {

    /** Where its events and rows are. */
    OutputPosition of();

    /** Whether a group is due by a time of the clock. */
    boolean isDue(Instant now);

    /** Before which time a stream's events are not kept; empty where all are. */
    Optional<Instant> horizon(EventStream stream);
}
