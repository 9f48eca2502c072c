package datalab.ingest.lookup;

import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.DecodedPayload;
import datalab.lab.stream.EventStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decoded message that waits for what the archive says of it. Handed from thread to thread, owned by one. */
public abstract class PendingLookup {
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

    @Nullable
    String lookupFailure;

    /** @param value for this one to keep */
    protected PendingLookup(DecodedPayload payload, byte[] value) {
        this.payload = payload;
        this.value = value;
    }

    public DecodedPayload payload() {
        return payload;
    }

    public byte[] value() {
        return value;
    }

    /** Why it is refused; null if it is not. */
    public @Nullable Refused refused() {
        return refused;
    }

    /** Why it cannot be checked now; null if everything is known. */
    public @Nullable String lookupFailure() {
        return lookupFailure;
    }

    /** Whether it has passed all checks so far. */
    boolean isOpen() {
        return refused == null && lookupFailure == null;
    }

    protected abstract EventStream stream();

    protected abstract Instant arrived();

    /** The idempotency key; null where every message counts. */
    protected abstract @Nullable String once();
}
