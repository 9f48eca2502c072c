package datalab.process.speed;

import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.log.LogRecord;
import datalab.store.Archive;
import datalab.store.Ledger;
import datalab.store.Views;
import datalab.store.archive.ArchivedEvent;
import datalab.store.ledger.Commit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the commits of a stream of events: deduplicates, runs the quality tests and folds. Owned by the partition's
 * thread.
 */
final class EventStepBuilder implements StepBuilder {
    private final EventStream stream;
    private final int partition;
    private final Deduplicator deduplicator;
    private final QualityFlagger flagging;
    private final Views kept;
    private List<PartialCache> views = List.of();

    EventStepBuilder(EventStream stream, Ledger ledger, Views views, Archive archive, int partition) {
        this(stream, ledger, views, new Deduplicator(stream, ledger, archive), partition);
    }

    EventStepBuilder(EventStream stream, Ledger ledger, Views views, Deduplicator deduplicator, int partition) {
        this.stream = stream;
        this.kept = views;
        this.partition = partition;
        this.deduplicator = deduplicator;
        this.flagging = new QualityFlagger(stream, ledger, partition);
    }

    @Override
    public void begin() {
        deduplicator.begin();
        look();
    }

    private void look() {
        forget();
        views = kept.folds(stream).stream()
                .map(fold -> new PartialCache(fold, kept, partition))
                .toList();
    }

    @Override
    public Commit prepare(List<LogRecord> records, long firstOffset, long nextOffset, long epoch) {
        Deduplicator.Deduplicated deduplicated = deduplicator.deduplicate(records);
        QualityFlagger.Flagged flagged = flagging.flag(deduplicated.events());
        return new Commit(
                stream,
                partition,
                firstOffset,
                nextOffset,
                epoch,
                flagged.events(),
                flagged.amended(),
                deduplicated.rejects(),
                folded(flagged.events(), epoch),
                flagged.states(),
                deduplicated.idempotencyKeys(),
                deduplicated.duplicates(),
                Commit.LogMark.FIRST,
                0,
                false);
    }

    @Override
    public Commit refold(Commit commit, long epoch) {
        look(); // other views may be folded in the new epoch
        return commit.refolded(epoch, folded(commit.events(), epoch));
    }

    @Override
    public void committed(Commit commit) {
        deduplicator.remember(commit);
        views.forEach(rows -> rows.remember(commit.partials().getOrDefault(rows.view(), Map.of())));
    }

    @Override
    public void forget() {
        deduplicator.forget();
        flagging.forget();
        views.forEach(PartialCache::forget);
    }

    private Map<ViewFold, Map<RowKey, Partial>> folded(List<ArchivedEvent> events, long epoch) {
        Map<ViewFold, Map<RowKey, Partial>> folded = new HashMap<>();
        if (!events.isEmpty()) {
            views.forEach(rows -> folded.put(rows.view(), rows.fold(events, epoch)));
        }
        return folded;
    }
}
