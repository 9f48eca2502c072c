package datalab.process.speed;

import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Event;
import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.log.Headers;
import datalab.log.LogRecord;
import datalab.store.Archive;
import datalab.store.Ledger;
import datalab.store.ledger.Commit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records and separates them into new events, rejects and duplicates. Which of several equal ones counts depends on
 * the log's order alone: the first. Owned by the partition's thread.
 */
final class Deduplicator {
    private static final byte[] NOTHING = {};

    private final EventStream stream;
    private final EventDecoder decoder;
    private final SeenKeys<String> once;
    private final UniqueFields unique;

    Deduplicator(EventStream stream, Ledger ledger, Archive archive) {
        this.stream = stream;
        this.decoder = new EventDecoder(stream);
        this.once = new SeenKeys<>(ids -> ledger.seenIdempotencyKeys(stream, ids));
        this.unique = new UniqueFields(stream, archive);
    }

    /**
     * The result for some records.
     *
     * @param idempotencyKeys the idempotency keys among them that are new
     * @param duplicates how many were repeats: of an id, or of unique values and all others
     */
    record Deduplicated(List<Event> events, List<Reject> rejects, List<String> idempotencyKeys, long duplicates) {}

    Deduplicated deduplicate(List<LogRecord> records) {
        Set<String> newIds = new LinkedHashSet<>();
        List<LogRecord> fresh = withoutRepeatedSends(records, newIds);
        List<UniqueFields.Sent> sent = new ArrayList<>(fresh.size());
        List<Reject> rejects = new ArrayList<>();
        for (LogRecord record : fresh) {
            switch (decoded(record)) {
                case DecodeResult.Accepted accepted ->
                    sent.add(new UniqueFields.Sent(
                            new Event(stream, accepted.payload(), record.timestamp(), record.at()), record));
                case DecodeResult.Refused refused -> rejects.add(RejectRecords.of(stream, record, refused));
            }
        }
        UniqueFields.Parted parted = unique.part(sent);
        rejects.addAll(parted.rejects());
        long duplicates = (long) records.size() - parted.events().size() - rejects.size();
        return new Deduplicated(parted.events(), rejects, List.copyOf(newIds), duplicates);
    }

    private DecodeResult decoded(LogRecord record) {
        byte[] value = record.value() == null ? NOTHING : record.value();
        return decoder.decode(value, 0, value.length, record.timestamp());
    }

    void remember(Commit commit) {
        once.remember(commit.idempotencyKeys());
        unique.remember(commit);
    }

    void forget() {
        once.forget();
        unique.forget();
    }

    private List<LogRecord> withoutRepeatedSends(List<LogRecord> records, Set<String> newIds) {
        List<@Nullable String> ids = new ArrayList<>(records.size());
        Set<String> asked = new HashSet<>();
        for (LogRecord record : records) {
            String id = record.headers().get(Headers.ONCE);
            ids.add(id);
            if (id != null) {
                asked.add(id);
            }
        }
        if (asked.isEmpty()) {
            return records;
        }
        Set<String> before = once.before(asked);
        List<LogRecord> fresh = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            String id = ids.get(i);
            if (id == null || (!before.contains(id) && newIds.add(id))) {
                fresh.add(records.get(i));
            }
        }
        return fresh;
    }
}
