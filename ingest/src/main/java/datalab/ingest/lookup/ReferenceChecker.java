package datalab.ingest.lookup;

import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.Field.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that the entities to which events refer exist: with at most one query for each field, and none if all are cached.
 */
final class ReferenceChecker {
    private static final int SHOWN_CHARS_MAX = 100;

    private final EventStream stream;
    private final ArchiveLookup archive;
    private final EntityCache known;
    private final List<Referring> fields = new ArrayList<>();

    /**
     * A field that refers.
     *
     * @param topic of the stream it refers to
     */
    private record Referring(int index, String name, Reference reference, String topic) {}

    ReferenceChecker(EventStream stream, ArchiveLookup archive, EntityCache known) {
        this.stream = stream;
        this.archive = archive;
        this.known = known;
        for (Field field : stream.fields()) {
            Reference reference = field.reference();
            if (reference != null) {
                String topic = stream.lab() + "." + reference.stream();
                fields.add(new Referring(stream.indexOf(field.name()), field.name(), reference, topic));
            }
        }
    }

    /** Refuses, or marks, those that refer to nothing. */
    void check(List<? extends PendingLookup> together) {
        for (Referring field : fields) {
            check(field, together);
        }
    }

    private void check(Referring field, List<? extends PendingLookup> together) {
        List<PendingLookup> doubtful = new ArrayList<>();
        Set<Object> asked = new HashSet<>();
        for (PendingLookup pending : together) {
            Object id = pending.payload.values()[field.index()];
            if (pending.isOpen() && id != null && !known.has(field.topic(), id)) {
                doubtful.add(pending);
                asked.add(id);
            }
        }
        if (doubtful.isEmpty()) {
            return;
        }
        try {
            Set<Object> there = archive.referable(stream, field.reference(), asked);
            there.forEach(id -> known.add(field.topic(), id));
            doubtful.forEach(pending -> decide(field, pending, there));
        } catch (ArchiveUnavailable e) {
            String lookupFailure = "what " + field.name() + " refers to cannot be looked up: " + e.getMessage();
            doubtful.forEach(pending -> pending.lookupFailure = lookupFailure);
        }
    }

    private static void decide(Referring field, PendingLookup pending, Set<Object> there) {
        Object id = pending.payload.values()[field.index()];
        if (id == null || there.contains(id)) {
            return;
        }
        if (field.reference().keepsUnknown()) {
            pending.unknown.add(field.name());
        } else {
            String detail =
                    field.name() + " is " + shown(id) + ", and " + field.reference().stream() + " has no such event";
            pending.refused = new Refused(RejectReason.UNKNOWN_REFERENCE, field.name(), detail);
        }
    }

    private static String shown(Object id) {
        String text = id.toString();
        return text.length() <= SHOWN_CHARS_MAX
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARS_MAX / 2)) + "…";
    }
}
