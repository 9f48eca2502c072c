package datalab.store.postgres.batch;

import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchLeaseLost;
import datalab.store.batch.BatchResult;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchTakeover;
import datalab.store.postgres.connection.StalledSessions;
import datalab.store.postgres.ledger.RejectRow;
import datalab.store.postgres.sql.SqlType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Rows of {@code datalab.batches}. */
public final class BatchRow {
    private static final String COLUMNS =
            "id, lab, view, kind, state, attempt, owner, lease_until, asked, began, ended,"
                    + " epoch, events_done, events_total, error, rows, copied, folded_from, note,"
                    + " differing, report";

    private BatchRow() {}

    public static BatchRun request(Handle handle, String lab, String view, BatchKind kind) {
        handle.createUpdate("""
                        insert into datalab.batches (lab, view, kind, state)
                        values (:lab, :view, :kind, 'requested') on conflict do nothing
                        """)
                .bind("lab", lab)
                .bind("view", view)
                .bind("kind", kind.text())
                .execute();
        return requested(handle, lab, view, kind).orElseThrow();
    }

    /** Empty where another batch of the view is running. */
    static Optional<BatchRun> claim(Handle handle, Claim claim) {
        StalledSessions.endBatch(handle, claim.lab, claim.view);
        expire(handle, claim);
        forgetOld(handle, claim);
        long id = requested(handle, claim.lab, claim.view, claim.kind)
                .orElseGet(() -> request(handle, claim.lab, claim.view, claim.kind))
                .id();
        // The unique index on running batches decides; the one who comes second changes nothing.
        return handle.createQuery("""
                        update datalab.batches as mine set state = 'running', owner = :owner, session = :session,
                            began = clock_timestamp(), renewed = clock_timestamp(),
                            lease_until = clock_timestamp() + :lease * interval '1 ms', attempt = :attempt
                        where id = :id and state = 'requested' and not exists (
                            select from datalab.batches as other where other.lab = mine.lab and other.view = mine.view
                            and other.state = 'running')
                        returning %s
                        """.formatted(COLUMNS))
                .bind("id", id)
                .bind("attempt", BatchTakeover.attemptAfter(before(handle, claim, id)))
                .bind("owner", claim.by.name)
                .bind("session", claim.by.session)
                .bind("lease", claim.by.lease.toMillis())
                .map((row, context) -> of(row))
                .findOne();
    }

    /** What to claim, and for whom. */
    record Claim(String lab, String view, BatchKind kind, Owner by) {}

    /** @param session the number of the lock that the owner holds while it lives */
    record Owner(String name, long session, Duration lease) {}

    /** Blocks the run's own transactions, and no others, until this one ends. */
    static void hold(Handle handle, BatchRun run) {
        Optional<Long> held = handle.createQuery(
                        "select id from datalab.batches where id = :id and state = 'running' for no key update")
                .bind("id", run.id())
                .mapTo(Long.class)
                .findOne();
        if (held.isEmpty()) {
            throw new BatchLeaseLost(run);
        }
    }

    static void renew(Handle handle, BatchRun run, Duration lease, BatchRun.Events events) {
        hold(handle, run);
        handle.createUpdate("""
                        update datalab.batches set lease_until = clock_timestamp() + :lease * interval '1 ms',
                            renewed = clock_timestamp(),
                            events_done = :done, events_total = :total where id = :id
                        """)
                .bind("lease", lease.toMillis())
                .bind("done", events.done())
                .bind("total", events.total())
                .bind("id", run.id())
                .execute();
    }

    static void noteEpoch(Handle handle, BatchRun run, long epoch) {
        handle.execute("update datalab.batches set epoch = ? where id = ?", epoch, run.id());
    }

    static void done(Handle handle, BatchRun run, BatchResult result) {
        hold(handle, run);
        Instant from = result.foldedFrom();
        handle.createUpdate("""
                        update datalab.batches set state = 'done', ended = clock_timestamp(), lease_until = null,
                            rows = :rows, copied = :copied, folded_from = :from::timestamptz, note = :note,
                            differing = :differing, report = :report where id = :id
                        """)
                .bind("rows", result.rows())
                .bind("copied", result.copied())
                .bind("from", from == null ? null : from.toString())
                .bind("note", result.note())
                .bind("differing", result.differing())
                .bind("report", result.report())
                .bind("id", run.id())
                .execute();
    }

    static void failed(Handle handle, BatchRun run, String error) {
        hold(handle, run);
        handle.createUpdate("""
                        update datalab.batches set state = 'failed', ended = clock_timestamp(), lease_until = null,
                            error = :error where id = :id
                        """)
                .bind("error", RejectRow.storable(error))
                .bind("id", run.id())
                .execute();
    }

    static List<BatchRun> latest(Handle handle, String lab, int limit) {
        return handle.createQuery("""
                        select %1$s from (
                            select %1$s, row_number() over (partition by view, kind, state order by id desc) as number
                            from datalab.batches where lab = :lab
                        ) as numbered where number <= :limit order by id desc
                        """.formatted(COLUMNS))
                .bind("lab", lab)
                .bind("limit", limit)
                .map((row, context) -> of(row))
                .list();
    }

    static Optional<BatchRun> one(Handle handle, long id) {
        return handle.createQuery("select " + COLUMNS + " from datalab.batches where id = :id")
                .bind("id", id)
                .map((row, context) -> of(row))
                .findOne();
    }

    private static Optional<BatchRun> requested(Handle handle, String lab, String view, BatchKind kind) {
        return handle.createQuery("select " + COLUMNS + " from datalab.batches"
                        + " where lab = :lab and view = :view and kind = :kind and state = 'requested'")
                .bind("lab", lab)
                .bind("view", view)
                .bind("kind", kind.text())
                .map((row, context) -> of(row))
                .findOne();
    }

    private static Optional<BatchRun> before(Handle handle, Claim claim, long id) {
        return handle.createQuery("select " + COLUMNS + " from datalab.batches"
                        + " where lab = :lab and view = :view and kind = :kind and id < :id order by id desc limit 1")
                .bind("lab", claim.lab)
                .bind("view", claim.view)
                .bind("kind", claim.kind.text())
                .bind("id", id)
                .map((row, context) -> of(row))
                .findOne();
    }

    /** Notes the running batch as failed where it may be taken over; a concurrent renewal of the lease wins. */
    private static void expire(Handle handle, Claim claim) {
        Optional<Running> running = handle.createQuery("""
                        select id, owner, lease_until, coalesce(renewed, began, 'epoch'), clock_timestamp(),
                            session is null or exists (
                            select from pg_locks where locktype = 'advisory' and objsubid = 1
                            and (classid::bigint << 32 | objid::bigint) = session
                            and database = (select oid from pg_database where datname = current_database()))
                        from datalab.batches where lab = :lab and view = :view and state = 'running'
                        """)
                .bind("lab", claim.lab)
                .bind("view", claim.view)
                .map((row, context) -> Running.of(row))
                .findOne();
        running.ifPresent(run -> run.takeover
                .failure(run.now)
                .ifPresent(error -> handle.createUpdate("""
                                update datalab.batches set state = 'failed', ended = clock_timestamp(), error = :error
                                where id = :id and state = 'running'
                                    and coalesce(renewed, began, 'epoch') = :renewed::timestamptz
                                """)
                        .bind("error", error)
                        .bind("id", run.id)
                        .bind("renewed", run.takeover.renewed().toString())
                        .execute()));
    }

    private record Running(long id, BatchTakeover takeover, Instant now) {
        static Running of(ResultSet row) throws SQLException {
            BatchTakeover takeover = new BatchTakeover(
                    row.getString(2), SqlType.timeOf(row, 3), SqlType.timeOf(row, 4), row.getBoolean(6));
            return new Running(row.getLong(1), takeover, SqlType.timeOf(row, 5));
        }
    }

    private static void forgetOld(Handle handle, Claim claim) {
        handle.createUpdate("""
                        delete from datalab.batches where lab = :lab and view = :view and kind = :kind and id < (
                            select id from datalab.batches where lab = :lab and view = :view and kind = :kind
                            order by id desc offset %s limit 1)
                        and state in ('done', 'failed')
                        """.formatted(BatchTakeover.RUNS_KEPT))
                .bind("lab", claim.lab)
                .bind("view", claim.view)
                .bind("kind", claim.kind.text())
                .execute();
    }

    private static BatchRun of(ResultSet row) throws SQLException {
        Long epoch = (Long) row.getObject(12);
        return new BatchRun(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                BatchKind.of(row.getString(4)),
                BatchRun.State.valueOf(row.getString(5).toUpperCase(Locale.ROOT)),
                row.getInt(6),
                row.getString(7),
                SqlType.time(row, 8),
                SqlType.timeOf(row, 9),
                SqlType.time(row, 10),
                SqlType.time(row, 11),
                epoch,
                new BatchRun.Events(row.getLong(13), row.getLong(14)),
                resultOf(row),
                row.getString(15));
    }

    private static BatchResult resultOf(ResultSet row) throws SQLException {
        return new BatchResult(
                row.getLong(16),
                row.getLong(17),
                SqlType.time(row, 18),
                row.getString(19),
                row.getLong(20),
                row.getString(21));
    }
}
