package datalab.ingest;

import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.DecodedPayload;
import datalab.lab.stream.EventStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message that was decoded and waits for what the archive says of it. Handed from thread to thread, owned by one. */
final class Pending {
    final Taking taking;
    /** As the sender gave it, then as it will be in the log. */
    DecodedPayload payload;
    /** The record's bytes. */
    byte[] value;
    /** The number it is given; null where it has one of its own, or none yet. */
    @Nullable
    Long number;
    /** The fields that refer to nothing, of those that may. */
    final List<String> unknown = new ArrayList<>(0);

    @Nullable
    Refused refused;
    /** Why nothing can be said of it now. */
    @Nullable
    String trouble;

    /** @param value for this one to keep */
    Pending(Taking taking, DecodedPayload payload, byte[] value) {
        this.taking = taking;
        this.payload = payload;
        this.value = value;
    }

    /** Whether nothing speaks against it so far. */
    boolean isOpen() {
        return refused == null && trouble == null;
    }

    EventStream stream() {
        return taking.message().intake().stream;
    }

    @Nullable
    String once() {
        return taking.message().once();
    }
}
