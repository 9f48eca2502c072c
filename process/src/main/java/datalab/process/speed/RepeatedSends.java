package datalab.process.speed;

import datalab.lab.stream.EventStream;
import datalab.log.Headers;
import datalab.log.LogRecord;
import datalab.store.Ledger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds records that were sent again, by their idempotency keys. Owned by the partition's thread. */
final class RepeatedSends {
    private final SeenKeyCache<String> seen;

    RepeatedSends(EventStream stream, Ledger ledger) {
        this.seen = new SeenKeyCache<>(keys -> ledger.seenIdempotencyKeys(stream, keys));
    }

    /**
     * The records without those whose key was seen in an earlier step or stands earlier among them. A record without a key
     * is never a repeat.
     *
     * @param newKeys gets the keys that are new
     */
    List<LogRecord> without(List<LogRecord> records, Set<String> newKeys) {
        List<@Nullable String> keys = new ArrayList<>(records.size());
        Set<String> asked = new HashSet<>();
        for (LogRecord record : records) {
            String key = record.headers().get(Headers.ONCE);
            keys.add(key);
            if (key != null) {
                asked.add(key);
            }
        }
        if (asked.isEmpty()) {
            return records;
        }
        Set<String> before = seen.before(asked);
        List<LogRecord> fresh = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            String key = keys.get(i);
            if (key == null || (!before.contains(key) && newKeys.add(key))) {
                fresh.add(records.get(i));
            }
        }
        return fresh;
    }

    void remember(Collection<String> keys) {
        seen.remember(keys);
    }

    void forget() {
        seen.forget();
    }
}
