package datalab.process.speed;

import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import datalab.store.Ledger;
import datalab.store.forecast.ModelChanges;
import datalab.store.ledger.Commit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds the commits of the topic of rejects: each record becomes one reject, except for duplicates of an idempotent send.
 */
final class RejectStepBuilder implements StepBuilder {
    private final EventStream stream;
    private final int partition;
    private final RepeatedSends repeatedSends;

    RejectStepBuilder(EventStream stream, Ledger ledger, int partition) {
        this.stream = stream;
        this.partition = partition;
        this.repeatedSends = new RepeatedSends(stream, ledger);
    }

    @Override
    public Commit prepare(List<LogRecord> records, long firstOffset, long nextOffset, long epoch) {
        Set<String> newIds = new LinkedHashSet<>();
        List<Reject> rejects = repeatedSends.without(records, newIds).stream()
                .map(RejectDecoder::of)
                .toList();
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
                ModelChanges.NONE,
                List.copyOf(newIds),
                records.size() - rejects.size(),
                Commit.LogMark.FIRST,
                0,
                false);
    }

    @Override
    public Commit refold(Commit commit, long epoch) {
        return commit.refolded(epoch, Map.of(), ModelChanges.NONE);
    }

    @Override
    public void committed(Commit commit) {
        repeatedSends.remember(commit.idempotencyKeys());
    }

    @Override
    public void begin() {
        forget();
    }

    @Override
    public void forget() {
        repeatedSends.forget();
    }
}
