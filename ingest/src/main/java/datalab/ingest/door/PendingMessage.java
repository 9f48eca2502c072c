package datalab.ingest.door;

import datalab.ingest.lookup.PendingLookup;
import datalab.lab.event.DecodedPayload;
import datalab.lab.stream.EventStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message being ingested that waits for a lookup in the archive. */
final class PendingMessage extends PendingLookup {
    final InFlightMessage inFlight;

    /** @param value for this one to keep */
    PendingMessage(InFlightMessage inFlight, DecodedPayload payload, byte[] value) {
        super(payload, value);
        this.inFlight = inFlight;
    }

    @Override
    protected EventStream stream() {
        return inFlight.message().binding().stream;
    }

    @Override
    protected Instant arrived() {
        return inFlight.message().arrived();
    }

    @Override
    protected @Nullable String once() {
        return inFlight.message().once();
    }
}
