package datalab.ingest;

import datalab.lab.stream.EventStream;
import datalab.lab.event.DecodedPayload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message on its way through the door that waits for what the archive says of it. */
final class PendingMessage extends Pending {
    final Taking taking;

    /** @param value for this one to keep */
    PendingMessage(Taking taking, DecodedPayload payload, byte[] value) {
        super(payload, value);
        this.taking = taking;
    }

    @Override
    protected EventStream stream() {
        return taking.message().intake().stream;
    }

    @Override
    protected Instant arrived() {
        return taking.message().arrived();
    }

    @Override
    protected @Nullable String once() {
        return taking.message().once();
    }
}
