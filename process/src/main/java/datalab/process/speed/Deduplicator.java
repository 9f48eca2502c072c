package datalab.process.speed;

import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Event;
import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import datalab.store.Archive;
import datalab.store.Ledger;
import datalab.store.forget.ForgottenKeys;
import datalab.store.ledger.Commit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decodes records and separates them into new events, rejects and duplicates. Which of several equal ones counts depends on
 * the log's order alone: the first. Owned by the partition's thread.
 */
final class Deduplicator {
    private static final byte[] NOTHING = {};

    private final EventStream stream;
    private final EventDecoder decoder;
    private final RepeatedSends repeatedSends;
    private final UniqueFields unique;
    private final PartitionOfKey home;
    private final Ledger ledger;
    private final int keyIndex;
    private ForgottenKeys forgotten = ForgottenKeys.NONE;

    Deduplicator(EventStream stream, Ledger ledger, Archive archive) {
        this(stream, ledger, archive, PartitionOfKey.ANY);
    }

    /** @param home where the events of a key have to be */
    Deduplicator(EventStream stream, Ledger ledger, Archive archive, PartitionOfKey home) {
        this.home = home;
        this.ledger = ledger;
        this.stream = stream;
        this.keyIndex = stream.key() == null ? -1 : stream.indexOf(stream.key());
        this.decoder = new EventDecoder(stream);
        this.repeatedSends = new RepeatedSends(stream, ledger);
        this.unique = new UniqueFields(stream, archive);
    }

    /**
     * The result for some records.
     *
     * @param idempotencyKeys the idempotency keys among them that are new
     * @param duplicates how many were repeats: of an id, or of unique values and all others; or are forgotten
     */
    record Deduplicated(List<Event> events, List<Reject> rejects, List<String> idempotencyKeys, long duplicates) {}

    Deduplicated deduplicate(List<LogRecord> records) {
        Set<String> newIds = new LinkedHashSet<>();
        List<LogRecord> fresh = repeatedSends.without(records, newIds);
        List<UniqueFields.Sent> sent = new ArrayList<>(fresh.size());
        List<Reject> rejects = new ArrayList<>();
        for (LogRecord record : fresh) {
            switch (decoded(record)) {
                case DecodeResult.Accepted accepted -> {
                    Event event = new Event(stream, accepted.payload(), record.timestamp(), record.at());
                    if (isForgotten(event)) {
                        continue;
                    }
                    Optional<DecodeResult.Refused> elsewhere = home.refusal(event);
                    elsewhere.ifPresent(why -> rejects.add(RejectDecoder.of(stream, record, why)));
                    if (elsewhere.isEmpty()) {
                        sent.add(new UniqueFields.Sent(event, record));
                    }
                }
                case DecodeResult.Refused refused -> rejects.add(RejectDecoder.of(stream, record, refused));
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

    /** Such an event is read only where the ledger was put back to before it, as by a backup. */
    private boolean isForgotten(Event event) {
        Object key = keyIndex < 0 ? null : event.value(keyIndex);
        return key != null && forgotten.has(key, event.at());
    }

    /** Called first, before records are taken. */
    void begin() {
        home.begin();
        forgotten = ledger.forgotten(stream);
    }

    void remember(Commit commit) {
        repeatedSends.remember(commit.idempotencyKeys());
        unique.remember(commit);
    }

    void forget() {
        repeatedSends.forget();
        unique.forget();
    }
}
