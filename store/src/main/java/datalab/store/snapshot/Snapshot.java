package datalab.store.snapshot;

import datalab.lab.event.Offsets;
import java.time.Instant;
import java.util.Optional;

/** What a snapshot holds. */
public sealed interface Snapshot permits EventSnapshot, ViewSnapshot {
    /** The events of the stream before these offsets, and no others. */
    Offsets below();

    /** Before which time nothing is shown; empty where all is. */
    Optional<Instant> horizon();
}
