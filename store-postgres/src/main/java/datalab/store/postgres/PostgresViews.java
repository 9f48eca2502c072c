package datalab.store.postgres;

import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Views;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.views.DeleteEndedRows;
import datalab.store.postgres.views.MergedViewRows;
import datalab.store.postgres.views.PartialTables;
import datalab.store.postgres.views.PostgresViewReader;
import datalab.store.postgres.views.ViewDefinition;
import datalab.store.postgres.views.ViewDefinitions;
import datalab.store.result.BoundedRows;
import datalab.store.view.RollupQuery;
import datalab.store.view.RollupResult;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** {@link Views} on PostgreSQL: a table of partials for each definition. Thread-safe. */
final class PostgresViews implements Views {
    private final Supplier<Database> database;
    private final PartialTables viewTables;
    private final Map<String, EventStream> streams;

    /** @param streams that were prepared, by topic */
    PostgresViews(Supplier<Database> database, PartialTables viewTables, Map<String, EventStream> streams) {
        this.database = database;
        this.viewTables = viewTables;
        this.streams = streams;
    }

    @Override
    public List<ViewFold> folds(EventStream stream) {
        return database.get()
                .read(
                        "views of " + stream.topic(),
                        handle -> ViewDefinition.folded(handle, stream.lab(), stream.name()).stream()
                                .map(version -> viewTables.of(version, stream).fold())
                                .toList());
    }

    @Override
    public Map<RowKey, Partial> partials(ViewFold fold, int partition, long epoch, Collection<RowKey> rows) {
        if (rows.isEmpty()) {
            return Map.of();
        }
        return database.get()
                .read(
                        "partials of " + name(fold),
                        handle -> new MergedViewRows(handle, viewTables.of(fold.view()), fold)
                                .partials(partition, epoch, rows));
    }

    @Override
    public Optional<ViewFold> served(ViewFold declared) {
        return database.get()
                .read(
                        "served definition of " + name(declared),
                        handle -> views(handle).served(declared));
    }

    @Override
    public BoundedRows<ViewRow> page(ViewQuery query) {
        String what = "rows of " + name(query.fold());
        return query.readsColumns()
                ? database.get()
                        .questions(what, handle -> views(handle).page(query)) // a transaction, to hold back rows
                : database.get().question(what, handle -> views(handle).page(query));
    }

    @Override
    public void each(ViewQuery query, Predicate<ViewRow> each) {
        database.get().questions("rows of " + name(query.fold()), handle -> {
            views(handle).each(query, each);
            return true;
        });
    }

    @Override
    public RollupResult rollup(RollupQuery query) {
        return database.get()
                .questions(
                        "rollup of " + name(query.rows().fold()),
                        handle -> views(handle).rollup(query));
    }

    @Override
    public Partial total(ViewQuery query) {
        return database.get()
                .questions(
                        "total of " + name(query.fold()),
                        handle -> views(handle).total(query));
    }

    @Override
    public <T> T snapshot(Function<ViewReader, T> reading) {
        return database.get().questions("rows of one moment", handle -> reading.apply(views(handle)));
    }

    @Override
    public List<ViewRow> viewRows(ViewFold fold, Collection<RowKey> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return database.get()
                .read(
                        "rows of " + name(fold),
                        handle -> new MergedViewRows(handle, viewTables.of(fold.view()), fold).of(keys));
    }

    @Override
    public int deleteEnded(View view, int limit) {
        EventStream stream = Objects.requireNonNull(streams.get(view.lab() + "." + view.stream()), view.stream());
        return database.get()
                .change(
                        "ended rows of " + view.lab() + "." + view.name(),
                        handle -> DeleteEndedRows.delete(handle, viewTables, view, stream, limit));
    }

    @Override
    public boolean drop(String lab, String view) {
        return database.get().define("drop " + lab + "." + view, handle -> ViewDefinitions.drop(handle, lab, view));
    }

    private PostgresViewReader views(Handle handle) {
        return new PostgresViewReader(handle, viewTables, streams);
    }

    private static String name(ViewFold fold) {
        return fold.view().lab() + "." + fold.view().name();
    }
}
