package datalab.store.postgres.batch;

import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.batch.BatchLeaseLost;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore.Copied;
import datalab.store.batch.CopyRange;
import datalab.store.batch.Generation;
import datalab.store.key.GroupKey;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.postgres.sql.BinaryCopy;
import datalab.store.postgres.views.MergedViewRows;
import datalab.store.postgres.views.PartialTable;
import datalab.store.postgres.views.UpsertPartials;
import datalab.store.postgres.views.UpsertPartials.Touched;
import datalab.store.postgres.views.ViewDefinitions;
import datalab.store.result.IncompatibleChange;
import datalab.store.retention.Retained;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes, publishes and compacts the generations of one view. Each method is one transaction and checks the run first. */
final class ViewGenerations {
    private static final String OF_GENERATION = "_partition = " + PartialTable.GENERATION;

    private final Handle handle;
    private final PartialTable table;
    private final BatchRun run;

    ViewGenerations(Handle handle, PartialTable table, BatchRun run) {
        this.handle = handle;
        this.table = table;
        this.run = run;
    }

    long begin() {
        BatchRow.hold(handle, run);
        return handle.createQuery("""
                        update datalab.views set last_generation = last_generation + 1
                        where id = :id and state in ('serving', 'building') returning last_generation
                        """)
                .bind("id", table.id())
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(this::notInForce);
    }

    void add(long generation, Map<RowKey, Partial> partials) {
        BatchRow.hold(handle, run);
        merge(generation, new HashMap<>(partials));
    }

    void append(long generation, Map<RowKey, Partial> partials) throws SQLException {
        BatchRow.hold(handle, run);
        copy(generation, partials);
    }

    Optional<Copied> copy(Generation generation, CopyRange range) {
        BatchRow.hold(handle, run);
        CopyServedRows copy = new CopyServedRows(handle, table, generation, range);
        Optional<Copied> page = copy.last();
        page.ifPresent(copied -> {
            copy.copyGeneration(copied.last());
            merge(generation.number(), copy.added(copied.last(), this::merged));
        });
        return page;
    }

    int discard(Generation generation, Instant until, int limit) {
        BatchRow.hold(handle, run);
        return handle.createUpdate("""
                        delete from %1$s where ctid = any(array(
                            select ctid from %1$s where %2$s and _epoch = :generation
                            and _window >= :from::timestamptz and _window < :until::timestamptz limit :limit))
                        """.formatted(table.name(), OF_GENERATION))
                .bind("generation", generation.number())
                .bind("from", MergedViewRows.window(generation.from()))
                .bind("until", until.toString())
                .bind("limit", limit)
                .execute();
    }

    Optional<Instant> publish(EventStream stream, Generation generation) throws SQLException {
        BatchRow.hold(handle, run);
        Published before = lock();
        if (generation.epoch() < before.included) {
            throw new BatchLeaseLost(run); // a later batch has been published meanwhile
        }
        // What is folded has been read by now: where the horizon is not above that yet, nothing of it was dropped.
        Optional<Instant> horizon = HorizonRow.of(handle, Retained.of(stream))
                .filter(now -> generation.from() == null || now.isAfter(generation.from()));
        if (horizon.isEmpty()) {
            serve(before, stream, generation);
        }
        return horizon;
    }

    private void serve(Published before, EventStream stream, Generation generation) throws SQLException {
        handle.createUpdate("""
                        update datalab.views set generation = :generation, included = :epoch, published = now()
                        where id = :id
                        """)
                .bind("generation", generation.number())
                .bind("epoch", generation.epoch())
                .bind("id", table.id())
                .execute();
        if (!before.served) {
            begin(generation.from());
            ViewDefinitions.serve(handle, table, stream);
        }
    }

    /** Rows of a definition that is new begin where all events of theirs are still there. */
    private void begin(@Nullable Instant from) {
        handle.createUpdate("update datalab.views set begins = :from::timestamptz where id = :id")
                .bind("from", from == null ? null : from.toString())
                .bind("id", table.id())
                .execute();
    }

    /** Moves partials of closed epochs from the speed layer's rows to the generation's, for some rows of the view. */
    int compact(long epoch, int limit) {
        BatchRow.hold(handle, run);
        Published published = lock();
        if (!published.served) {
            throw notInForce();
        }
        Map<RowKey, Partial> closed = take(published, epoch, limit);
        if (closed.isEmpty()) {
            handle.execute(
                    "update datalab.views set included = greatest(included, ?), published = now() where id = ?",
                    epoch,
                    table.id());
        } else {
            merge(published.generation, closed);
        }
        return closed.size();
    }

    /** Other generations, and the speed layer's rows that the published one holds. */
    int tidy(int limit) {
        BatchRow.hold(handle, run);
        Published published = lock();
        return handle.createUpdate("""
                        delete from %1$s where ctid = any(array(
                            select ctid from %1$s where (_partition >= 0 and _epoch <= :included) limit :limit))
                        """.formatted(table.name()))
                        .bind("included", published.included)
                        .bind("limit", limit)
                        .execute()
                + handle.createUpdate("""
                        delete from %1$s where ctid = any(array(
                            select ctid from %1$s where %2$s and _epoch <> :generation limit :limit))
                        """.formatted(table.name(), OF_GENERATION))
                        .bind("generation", published.generation)
                        .bind("limit", limit)
                        .execute();
    }

    private Map<RowKey, Partial> take(Published published, long epoch, int limit) {
        String closed = "_partition >= 0 and _epoch > %s and _epoch <= %s".formatted(published.included, epoch);
        MergedViewRows rows = new MergedViewRows(handle, table, table.fold());
        Map<RowKey, Partial> taken = new HashMap<>();
        handle.createQuery("""
                        with asked as (select distinct _key, _window from %1$s where %2$s limit :limit),
                        taken as (
                            delete from %1$s as partials using asked
                            where partials._key = asked._key and partials._window = asked._window and %2$s
                            returning partials.*)
                        select %3$s from taken
                        """.formatted(table.name(), closed, rows.columns()))
                .bind("limit", limit)
                .map((row, context) -> rows.read(row))
                .forEach(row -> taken.merge(row.key(), row.partial(), this::merged));
        return taken;
    }

    private void merge(long generation, Map<RowKey, Partial> partials) {
        new MergedViewRows(handle, table, table.fold())
                .partials(PartialTable.GENERATION, generation, partials.keySet())
                .forEach((key, kept) -> partials.merge(key, kept, this::merged));
        new UpsertPartials(table).run(handle, Touched.all(PartialTable.GENERATION, generation, partials));
    }

    private void copy(long generation, Map<RowKey, Partial> partials) throws SQLException {
        try (BinaryCopy copy = new BinaryCopy(handle.getConnection(), table.copySql())) {
            for (RowKey key : inOrder(partials.keySet())) {
                table.write(copy, PartialTable.GENERATION, generation, key, Objects.requireNonNull(partials.get(key)));
            }
            copy.end();
        }
    }

    /** In the order of the table's first index, whose pages are then written one after the other. */
    private static List<RowKey> inOrder(Set<RowKey> keys) {
        return keys.stream()
                .map(key -> Map.entry(GroupKey.of(key) + MergedViewRows.window(key.windowStart()), key))
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    private Partial merged(Partial into, Partial other) {
        ViewFold fold = table.fold();
        fold.merge(into, other);
        return into;
    }

    private record Published(long generation, long included, boolean served) {}

    private Published lock() {
        return handle.createQuery("""
                        select generation, included, state = 'serving' from datalab.views
                        where id = :id and state in ('serving', 'building') for no key update
                        """)
                .bind("id", table.id())
                .map((row, context) -> new Published(row.getLong(1), row.getLong(2), row.getBoolean(3)))
                .findOne()
                .orElseThrow(this::notInForce);
    }

    private IncompatibleChange notInForce() {
        return new IncompatibleChange("view " + run.lab() + "." + run.view()
                + " is declared in another way by a newer lab.yaml; run the batch with that one");
    }
}
