package datalab.process.speed;

import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.log.LogRecord;
import datalab.process.forecast.ModelStepper;
import datalab.store.Archive;
import datalab.store.Ledger;
import datalab.store.Views;
import datalab.store.archive.ArchivedEvent;
import datalab.store.ledger.Commit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the commits of a stream of events: deduplicates, moves models on, runs the quality tests and folds. Owned by the
 * partition's thread.
 */
final class EventStepBuilder implements StepBuilder {
    private final EventStream stream;
    private final int partition;
    private final Deduplicator deduplicator;
    private final QualityFlagger flagging;
    private final Views kept;
    private final ModelStepper models;
    private List<PartialCache> views = List.of();

    /** Of a stream without models. */
    EventStepBuilder(EventStream stream, Ledger ledger, Views views, Archive archive, int partition) {
        this(stream, ledger, views, new Deduplicator(stream, ledger, archive), ModelStepper.none(), partition);
    }

    EventStepBuilder(
            EventStream stream,
            Ledger ledger,
            Views views,
            Deduplicator deduplicator,
            ModelStepper models,
            int partition) {
        this.stream = stream;
        this.kept = views;
        this.partition = partition;
        this.deduplicator = deduplicator;
        this.models = models;
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
        models.look();
    }

    @Override
    public Commit prepare(List<LogRecord> records, long firstOffset, long nextOffset, long epoch) {
        Deduplicator.Deduplicated deduplicated = deduplicator.deduplicate(records);
        ModelStepper.Moved moved = models.step(deduplicated.events());
        QualityFlagger.Flagged flagged = flagging.flag(deduplicated.events(), moved.expected());
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
                moved.changes(),
                deduplicated.idempotencyKeys(),
                deduplicated.duplicates(),
                Commit.LogMark.FIRST,
                0,
                false);
    }

    @Override
    public Commit refold(Commit commit, long epoch) {
        look(); // other views may be folded in the new epoch, and models may have been fitted; flags stay as they were
        List<Event> events = commit.events().stream().map(ArchivedEvent::event).toList();
        return commit.refolded(
                epoch, folded(commit.events(), epoch), models.step(events).changes());
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
        models.forget();
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
