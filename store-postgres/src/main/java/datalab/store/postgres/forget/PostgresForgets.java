package datalab.store.postgres.forget;

import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.store.batch.BatchKind;
import datalab.store.forget.ForgetLedger;
import datalab.store.forget.ForgetNote;
import datalab.store.forget.ForgetRequest;
import datalab.store.forget.ForgetRun;
import datalab.store.forget.ForgetRun.State;
import datalab.store.forget.ForgottenKeys;
import datalab.store.forget.KeyBelow;
import datalab.store.ledger.Progress;
import datalab.store.postgres.batch.BatchRow;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.connection.StalledSessions;
import datalab.store.postgres.ledger.CloseEpoch;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.schema.PrepareLab;
import datalab.store.postgres.sql.TextArray;
import datalab.store.postgres.views.PartialTables;
import datalab.store.postgres.views.ViewDefinitions;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** {@link ForgetLedger} in {@code datalab.forgets} and the tables beside it. Thread-safe. */
public record PostgresForgets(Supplier<Database> database, PartialTables tables) implements ForgetLedger {

    @Override
    public ForgetRun ask(ForgetRequest request) {
        return database.get().change("forget a key of " + request.lab().name(), handle -> {
            ForgetRun run = ForgetRow.begin(handle, request);
            request.keys().entrySet().stream()
                    .sorted(Comparator.comparing(each -> each.getKey().name()))
                    .forEach(each -> begin(handle, request, run, each));
            return ForgetRow.one(handle, run.id());
        });
    }

    private static void begin(
            Handle handle, ForgetRequest request, ForgetRun run, Map.Entry<EventStream, Object> asked) {
        EventStream stream = asked.getKey();
        Object key = asked.getValue();
        ProgressRow.all(handle, stream).forEach(row -> StalledSessions.end(handle, stream, row.partition()));
        CloseEpoch.lock(handle, stream); // no partition comes meanwhile
        long token = ProgressRow.fence(handle, stream, 0);
        Offsets below = below(ProgressRow.all(handle, stream), request.end(stream));
        new RememberedKey(handle, request.lab(), stream, key).dropStates();
        String digest = ForgottenKeys.digest(run.salt(), key);
        ForgetRow.add(handle, run, new ForgetRun.Part(stream.name(), key.toString(), digest, token, below));
    }

    /** Where a gap is noted, the log is another than the one that was read, and nobody knows what its end means. */
    private static Offsets below(List<Progress> progress, Offsets end) {
        Offsets below = Progress.offsets(progress).merge(end);
        for (Progress row : progress) {
            boolean isRead = row.log().gap() == null;
            long ended = isRead ? end.of(row.partition()) + row.log().base() : 0;
            below = below.with(row.partition(), Math.max(row.nextOffset(), ended));
        }
        return below;
    }

    @Override
    public Optional<ForgetRun> run(String lab, long id) {
        return database.get()
                .snapshot(
                        "forgotten key " + id,
                        handle -> ForgetRow.isThere(handle, lab, id)
                                ? Optional.of(ForgetRow.one(handle, id))
                                : Optional.empty());
    }

    @Override
    public List<ForgetRun> latest(String lab, int limit) {
        return database.get().snapshot("forgotten keys of " + lab, handle -> ForgetRow.latest(handle, lab, limit));
    }

    @Override
    public List<ForgetRun> pending(String lab) {
        return database.get().snapshot("keys of " + lab + " to forget", handle -> ForgetRow.pending(handle, lab));
    }

    @Override
    public void note(ForgetRun run, Collection<ForgetNote> notes) {
        change(run, handle -> {
            ForgetRow.note(handle, run, notes);
            return true;
        });
    }

    @Override
    public void recompute(ForgetRun run, Lab lab) {
        change(run, handle -> {
            if (ForgetRow.lock(handle, run, State.REMOVING)) {
                List<KeyBelow> keys = run.keys(lab);
                keys.forEach(key -> RememberedKey.of(handle, lab, key).refuseFits());
                Set<View> views = new LinkedHashSet<>();
                for (KeyBelow key : keys) {
                    CloseEpoch.lock(handle, key.stream());
                    ProgressRow.fence(handle, key.stream(), 0); // who has read a fit's states reads them anew
                    RememberedKey remembered = RememberedKey.of(handle, lab, key);
                    remembered.dropModelStates();
                    remembered.dropTraces();
                    remembered.dropRowsBeforeHorizon(tables);
                    views.addAll(remembered.views());
                }
                views.forEach(view -> request(handle, run, view));
                ForgetRow.move(handle, run, State.RECOMPUTING);
            }
            return true;
        });
    }

    @Override
    public boolean isRecomputed(ForgetRun run, Lab lab) {
        return change(run, handle -> {
            if (!ForgetRow.lock(handle, run, State.RECOMPUTING)) {
                return false;
            }
            List<String> waiting = waiting(handle, run).stream()
                    .filter(lab.views()::containsKey)
                    .toList();
            askAgain(handle, run, waiting);
            return waiting.isEmpty() && hasOnlyDefinitionsInForce(handle, run, lab);
        });
    }

    @Override
    public void end(ForgetRun run, Collection<ForgetNote> notes) {
        change(run, handle -> {
            if (ForgetRow.lock(handle, run, State.RECOMPUTING)) {
                ForgetRow.note(handle, run, notes);
                ForgetRow.deleteKey(handle, run);
                ForgetRow.move(handle, run, State.DONE);
            }
            return true;
        });
    }

    @Override
    public void failed(ForgetRun run, String why) {
        change(run, handle -> {
            ForgetRow.failed(handle, run, why);
            return true;
        });
    }

    /** One that is asked for and has not begun takes its cut later than now, so it will do. */
    private static void request(Handle handle, ForgetRun run, View view) {
        handle.createUpdate("insert into datalab.forget_views (forget, view, batch) values (:forget, :view, :batch)")
                .bind("forget", run.id())
                .bind("view", view.name())
                .bind(
                        "batch",
                        BatchRow.request(handle, run.lab(), view.name(), BatchKind.RECOMPUTE)
                                .id())
                .execute();
    }

    /** Views that no batch has recomputed since. */
    private static List<String> waiting(Handle handle, ForgetRun run) {
        return handle.createQuery("""
                        select view from datalab.forget_views as asked where forget = :forget and not exists (
                            select from datalab.batches as batch where batch.lab = :lab and batch.view = asked.view
                            and kind = 'recompute' and state = 'done' and batch.id >= asked.batch)
                        order by view
                        """)
                .bind("forget", run.id())
                .bind("lab", run.lab())
                .mapTo(String.class)
                .list();
    }

    /** Where a batch has failed as often as it is tried, or where it was deleted from the list. */
    private static void askAgain(Handle handle, ForgetRun run, List<String> waiting) {
        List<String> idle = handle.createQuery("""
                        select view from unnest(:views) as asked (view) where not exists (
                            select from datalab.batches as batch where batch.lab = :lab and batch.view = asked.view
                            and kind = 'recompute'
                            and (state in ('requested', 'running') or ended > clock_timestamp() - interval '1 minute'))
                        """)
                .bind("views", TextArray.of(waiting))
                .bind("lab", run.lab())
                .mapTo(String.class)
                .list();
        idle.forEach(view -> BatchRow.request(handle, run.lab(), view, BatchKind.RECOMPUTE));
    }

    /** Drops definitions that were replaced, unless one may still be in use. */
    private static boolean hasOnlyDefinitionsInForce(Handle handle, ForgetRun run, Lab lab) throws Exception {
        String retired = """
                select exists (select from datalab.views where lab = :lab and stream = any(:streams) and state = 'retired')
                """;
        TextArray streams = TextArray.of(run.parts(), ForgetRun.Part::stream);
        if (handle.createQuery(retired)
                .bind("lab", lab.name())
                .bind("streams", streams)
                .mapTo(Boolean.class)
                .one()) {
            PrepareLab.lock(handle);
            new ViewDefinitions(handle, lab).dropRetired();
        }
        return !handle.createQuery(retired)
                .bind("lab", lab.name())
                .bind("streams", streams)
                .mapTo(Boolean.class)
                .one();
    }

    private <T> T change(ForgetRun run, org.jdbi.v3.core.HandleCallback<T, Exception> work) {
        return database.get().change("forget a key of " + run.lab() + ", number " + run.id(), work);
    }
}
