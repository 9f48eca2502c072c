package datalab.store.postgres.batch;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchResult;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore;
import datalab.store.batch.CopyRange;
import datalab.store.batch.EpochCut;
import datalab.store.batch.Generation;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.connection.PostgresErrors;
import datalab.store.postgres.connection.StalledSessions;
import datalab.store.postgres.ledger.CloseEpoch;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.views.PartialTable;
import datalab.store.postgres.views.PartialTables;
import datalab.store.postgres.views.ViewDefinition;
import datalab.store.result.StoreUnavailable;
import datalab.store.retention.Retained;
import datalab.store.view.ViewStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link BatchStore} on PostgreSQL: the lock on a view is a unique index. Thread-safe. */
public final class PostgresBatches implements BatchStore {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    /** A session that has blocked a cut for this long has exceeded its time limit. */
    private static final Duration CUT_WAIT = StalledSessions.MAX.plusSeconds(1);

    /** Long enough for owners that stall, or locks of others, one after another; shorter than a batch's usual lease. */
    private static final int CUT_ATTEMPTS_MAX = 6;

    private final Supplier<Database> database;
    private final PartialTables tables;

    public PostgresBatches(Supplier<Database> database, PartialTables tables) {
        this.database = database;
        this.tables = tables;
    }

    @Override
    public BatchRun request(String lab, String view, BatchKind kind) {
        return database.get()
                .change("ask for a batch of " + lab + "." + view, handle -> BatchRow.request(handle, lab, view, kind));
    }

    @Override
    public Optional<BatchRun> claim(String lab, String view, BatchKind kind, String owner, Duration lease) {
        BatchRow.Owner by =
                new BatchRow.Owner(owner, database.get().ownerSession().hold(), lease);
        BatchRow.Claim claim = new BatchRow.Claim(lab, view, kind, by);
        try {
            return database.get()
                    .change("begin a batch of " + lab + "." + view, handle -> BatchRow.claim(handle, claim));
        } catch (IllegalStateException e) {
            if (PostgresErrors.isState(e, UNIQUE_VIOLATION)) {
                return Optional.empty(); // another process was faster
            }
            throw e;
        }
    }

    @Override
    public void renew(BatchRun run, Duration lease, BatchRun.Events events) {
        step(run, handle -> BatchRow.renew(handle, run, lease, events));
        database.get().ownerSession().keep();
    }

    @Override
    public void done(BatchRun run, BatchResult result) {
        step(run, handle -> BatchRow.done(handle, run, result));
    }

    @Override
    public void failed(BatchRun run, String error) {
        step(run, handle -> BatchRow.failed(handle, run, error));
    }

    @Override
    public List<BatchRun> latest(String lab, int limit) {
        return database.get().read("batches of " + lab, handle -> BatchRow.latest(handle, lab, limit));
    }

    @Override
    public Optional<BatchRun> run(long id) {
        return database.get().read("batch " + id, handle -> BatchRow.one(handle, id));
    }

    @Override
    public List<ViewStatus> viewStatuses(Lab lab) {
        return database.get().read("views of " + lab.name(), handle -> ViewDefinition.viewStatuses(handle, lab.name()));
    }

    /** Waits for commits that are under way, and for a stalled one until it may be terminated. */
    @Override
    public EpochCut cut(BatchRun run, EventStream stream) {
        for (int attempt = 1; ; attempt++) {
            try {
                return database.get().change(what(run), handle -> cut(handle, run, stream));
            } catch (StoreUnavailable e) {
                if (attempt == CUT_ATTEMPTS_MAX || !PostgresErrors.isState(e, LOCK_NOT_AVAILABLE)) {
                    throw e;
                }
            }
        }
    }

    private static EpochCut cut(Handle handle, BatchRun run, EventStream stream) {
        handle.execute("set local lock_timeout = " + CUT_WAIT.toMillis());
        BatchRow.hold(handle, run);
        ProgressRow.all(handle, stream).forEach(progress -> StalledSessions.end(handle, stream, progress.partition()));
        EpochCut cut = CloseEpoch.close(handle, stream);
        BatchRow.noteEpoch(handle, run, cut.epoch());
        return cut;
    }

    @Override
    public Optional<Instant> horizon(EventStream stream) {
        return database.get()
                .read("horizon of " + stream.topic(), handle -> HorizonRow.of(handle, Retained.of(stream)));
    }

    @Override
    public boolean isServed(ViewFold fold) {
        PartialTable table = tables.of(fold.view());
        return database.get()
                .read(
                        "definition of " + fold.view().name(),
                        handle -> handle.createQuery("select state = 'serving' from datalab.views where id = :id")
                                .bind("id", table.id())
                                .mapTo(Boolean.class)
                                .findOne()
                                .orElse(false));
    }

    @Override
    public long begin(BatchRun run, ViewFold fold) {
        return database.get()
                .change(what(run), handle -> generation(handle, run, fold).begin());
    }

    @Override
    public void add(BatchRun run, ViewFold fold, long generation, Map<RowKey, Partial> partials) {
        step(run, handle -> generation(handle, run, fold).add(generation, partials));
    }

    @Override
    public void append(BatchRun run, ViewFold fold, long generation, Map<RowKey, Partial> partials) {
        step(run, handle -> generation(handle, run, fold).append(generation, partials));
    }

    @Override
    public Optional<Copied> copy(BatchRun run, ViewFold fold, Generation generation, CopyRange range) {
        return database.get()
                .change(what(run), handle -> generation(handle, run, fold).copy(generation, range));
    }

    @Override
    public int discard(BatchRun run, ViewFold fold, Generation generation, Instant until, int limit) {
        return database.get()
                .change(what(run), handle -> generation(handle, run, fold).discard(generation, until, limit));
    }

    @Override
    public Optional<Instant> publish(BatchRun run, EventStream stream, ViewFold fold, Generation generation) {
        return database.get()
                .change(what(run), handle -> generation(handle, run, fold).publish(stream, generation));
    }

    @Override
    public boolean isCompact(View view) {
        PartialTable table = tables.of(view);
        return database.get()
                .read(
                        "speed rows of " + view.name(),
                        handle -> handle.createQuery("select not exists (select from %s where _partition >= 0)"
                                        .formatted(table.name()))
                                .mapTo(Boolean.class)
                                .one());
    }

    @Override
    public int compact(BatchRun run, ViewFold fold, long epoch, int limit) {
        return database.get()
                .change(what(run), handle -> generation(handle, run, fold).compact(epoch, limit));
    }

    @Override
    public int tidy(BatchRun run, ViewFold fold, int limit) {
        return database.get()
                .change(what(run), handle -> generation(handle, run, fold).tidy(limit));
    }

    @Override
    public List<Compared> compare(ViewFold fold, Generation generation, @Nullable RowKey after, int limit) {
        return database.get()
                .read(
                        "rows of " + fold.view().name(),
                        handle -> new GenerationComparison(handle, tables.of(fold.view()), generation)
                                .page(after, limit));
    }

    private ViewGenerations generation(Handle handle, BatchRun run, ViewFold fold) {
        return new ViewGenerations(handle, tables.of(fold.view()), run);
    }

    /** What is to be done in one transaction and answers nothing. */
    private interface Step {
        void in(Handle handle) throws Exception;
    }

    private void step(BatchRun run, Step step) {
        database.get().change(what(run), handle -> {
            step.in(handle);
            return true;
        });
    }

    private static String what(BatchRun run) {
        return run.kind().text() + " of " + run.lab() + "." + run.view();
    }
}
