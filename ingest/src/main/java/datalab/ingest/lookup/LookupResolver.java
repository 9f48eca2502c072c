package datalab.ingest.lookup;

import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.json.JsonMembers;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resolves the references of a stream's events and assigns their generated numbers. Owned by a queue's thread. */
public final class LookupResolver {
    private final EventDecoder ofLog;
    private final ReferenceChecker references;
    private final @Nullable NumberAssigner numbers;
    private final EntityCache known;
    private final boolean keepsUnknown;

    public LookupResolver(EventStream stream, ArchiveLookup archive, EntityCache known) {
        this.ofLog = new EventDecoder(stream);
        this.references = new ReferenceChecker(stream, archive, known);
        this.numbers = stream.generated()
                .map(field -> new NumberAssigner(stream, field, archive, known))
                .orElse(null);
        this.known = known;
        this.keepsUnknown = stream.fields().stream()
                .map(Field::reference)
                .anyMatch(reference -> reference != null && reference.keepsUnknown());
    }

    /** Says of each what becomes of it, and writes what DataLab adds into its bytes. */
    void resolve(List<? extends PendingLookup> together) {
        references.check(together);
        if (numbers != null) {
            numbers.give(together);
        }
        for (PendingLookup pending : together) {
            if (pending.isOpen() && (pending.number != null || keepsUnknown)) {
                write(pending);
            }
        }
    }

    /** Caches an event that the log has. A repeat by idempotency key may have been given another event's number. */
    void accepted(PendingLookup pending) {
        if (pending.once() == null) {
            known.add(pending.stream(), pending.payload);
        }
    }

    private void write(PendingLookup pending) {
        Map<String, @Nullable String> members = new LinkedHashMap<>();
        if (numbers != null && pending.number != null) {
            members.put(numbers.field(), Long.toString(pending.number));
        }
        if (keepsUnknown) {
            String names = "[\"" + String.join("\",\"", pending.unknown) + "\"]"; // names of fields need no escapes
            members.put(EventDecoder.UNKNOWN, pending.unknown.isEmpty() ? null : names);
        }
        byte[] value = JsonMembers.set(pending.value, members);
        switch (ofLog.decode(value, 0, value.length)) {
            case DecodeResult.Accepted(var payload) -> {
                pending.payload = payload;
                pending.value = value;
            }
            case DecodeResult.Refused why -> pending.refused = why;
        }
    }
}
