package datalab.process.speed;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.process.speed.BrokenStore.Moment;
import datalab.process.speed.BrokenStore.Plant;
import datalab.store.Store;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchResult;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore;
import datalab.store.batch.CopyRange;
import datalab.store.batch.EpochCut;
import datalab.store.batch.Generation;
import datalab.store.ledger.Progress;
import datalab.store.view.ViewStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The batch layer's side of a {@link BrokenStore}: something happens around each step, and a rule may be left out. */
class BrokenBatches implements BatchStore {
    private final Store store;
    private final BatchStore batches;
    private final Plant plant;
    private final Consumer<Moment> around;

    BrokenBatches(Store store, Plant plant, Consumer<Moment> around) {
        this.store = store;
        this.batches = store.batches();
        this.plant = plant;
        this.around = around;
    }

    @Override
    public BatchRun request(String lab, String view, BatchKind kind) {
        return batches.request(lab, view, kind);
    }

    @Override
    public Optional<BatchRun> claim(String lab, String view, BatchKind kind, String owner, Duration lease) {
        return batches.claim(lab, view, kind, owner, lease);
    }

    @Override
    public void renew(BatchRun run, Duration lease, BatchRun.Events events) {
        batches.renew(run, lease, events);
    }

    @Override
    public void done(BatchRun run, BatchResult result) {
        step(() -> batches.done(run, result));
    }

    @Override
    public void failed(BatchRun run, String error) {
        batches.failed(run, error);
    }

    @Override
    public List<BatchRun> latest(String lab, int limit) {
        return batches.latest(lab, limit);
    }

    @Override
    public Optional<BatchRun> run(long id) {
        return batches.run(id);
    }

    @Override
    public List<ViewStatus> viewStatuses(Lab lab) {
        return batches.viewStatuses(lab);
    }

    @Override
    public EpochCut cut(BatchRun run, EventStream stream) {
        around.accept(Moment.BEFORE_COMMIT);
        EpochCut cut = plant == Plant.CUT_LEAVES_EPOCH_OPEN ? openCut(stream) : batches.cut(run, stream);
        around.accept(Moment.AFTER_COMMIT);
        return cut;
    }

    private EpochCut openCut(EventStream stream) {
        List<Progress> progress = store.ledger().progress(stream);
        return new EpochCut(progress.getFirst().epoch(), Progress.offsets(progress));
    }

    @Override
    public Optional<Instant> horizon(EventStream stream) {
        return batches.horizon(stream);
    }

    @Override
    public boolean isServed(ViewFold fold) {
        return batches.isServed(fold);
    }

    @Override
    public long begin(BatchRun run, ViewFold fold) {
        return batches.begin(run, fold);
    }

    @Override
    public void add(BatchRun run, ViewFold fold, long generation, Map<RowKey, Partial> partials) {
        step(() -> batches.add(run, fold, generation, partials));
    }

    @Override
    public void append(BatchRun run, ViewFold fold, long generation, Map<RowKey, Partial> partials) {
        step(() -> batches.append(run, fold, generation, partials));
    }

    @Override
    public Optional<Copied> copy(BatchRun run, ViewFold fold, Generation generation, CopyRange range) {
        return batches.copy(run, fold, generation, range);
    }

    @Override
    public int discard(BatchRun run, ViewFold fold, Generation generation, Instant until, int limit) {
        return batches.discard(run, fold, generation, until, limit);
    }

    @Override
    public Optional<Instant> publish(BatchRun run, EventStream stream, ViewFold fold, Generation generation) {
        long epoch = switch (plant) {
            case PUBLISH_AN_EPOCH_TOO_MANY -> generation.epoch() + 1;
            case PUBLISH_AN_EPOCH_TOO_FEW -> generation.epoch() - 1;
            default -> generation.epoch();
        };
        around.accept(Moment.BEFORE_COMMIT);
        Optional<Instant> risen =
                batches.publish(run, stream, fold, new Generation(generation.number(), epoch, generation.from()));
        around.accept(Moment.AFTER_COMMIT);
        return risen;
    }

    @Override
    public boolean isCompact(View view) {
        return batches.isCompact(view);
    }

    @Override
    public int compact(BatchRun run, ViewFold fold, long epoch, int limit) {
        around.accept(Moment.BEFORE_COMMIT);
        int rows = batches.compact(run, fold, epoch, 1); // so that there is a moment after each row
        around.accept(Moment.AFTER_COMMIT);
        return rows;
    }

    @Override
    public int tidy(BatchRun run, ViewFold fold, int limit) {
        around.accept(Moment.BEFORE_COMMIT);
        int rows = batches.tidy(run, fold, 3);
        around.accept(Moment.AFTER_COMMIT);
        return rows;
    }

    @Override
    public List<Compared> compare(ViewFold fold, Generation generation, @Nullable RowKey after, int limit) {
        around.accept(Moment.BEFORE_READ);
        return batches.compare(fold, generation, after, 2);
    }

    private void step(Runnable work) {
        around.accept(Moment.BEFORE_COMMIT);
        work.run();
        around.accept(Moment.AFTER_COMMIT);
    }
}
