package datalab.process.speed;

import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.log.Headers;
import datalab.log.LogRecord;
import datalab.store.Ledger;
import datalab.store.ledger.Commit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds the commits of the topic of rejects: each record becomes one reject, except for duplicates of an idempotent send.
 */
final class RejectStepBuilder implements StepBuilder {
    private final EventStream stream;
    private final int partition;
    private final SeenKeyCache<String> once;

    RejectStepBuilder(EventStream stream, Ledger ledger, int partition) {
        this.stream = stream;
        this.partition = partition;
        this.once = new SeenKeyCache<>(ids -> ledger.seenIdempotencyKeys(stream, ids));
    }

    @Override
    public Commit prepare(List<LogRecord> records, long firstOffset, long nextOffset, long epoch) {
        Set<String> before = seenBefore(records);
        Set<String> newIds = new LinkedHashSet<>();
        List<Reject> rejects = new ArrayList<>(records.size());
        for (LogRecord record : records) {
            String id = record.headers().get(Headers.ONCE);
            if (id == null || (!before.contains(id) && newIds.add(id))) {
                rejects.add(RejectDecoder.of(record));
            }
        }
        return new Commit(
                stream,
                partition,
                firstOffset,
                nextOffset,
                epoch,
                List.of(),
                List.of(),
                rejects,
                Map.of(),
                Map.of(),
                List.copyOf(newIds),
                records.size() - rejects.size(),
                Commit.LogMark.FIRST,
                false);
    }

    @Override
    public Commit refold(Commit commit, long epoch) {
        return commit.refolded(epoch, Map.of());
    }

    @Override
    public void committed(Commit commit) {
        once.remember(commit.idempotencyKeys());
    }

    @Override
    public void begin() {
        forget();
    }

    @Override
    public void forget() {
        once.forget();
    }

    private Set<String> seenBefore(List<LogRecord> records) {
        Set<String> ids = records.stream()
                .map(record -> record.headers().get(Headers.ONCE))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return ids.isEmpty() ? Set.of() : once.before(ids);
    }
}
