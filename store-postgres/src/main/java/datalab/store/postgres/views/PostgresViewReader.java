package datalab.store.postgres.views;

import datalab.lab.stream.EventStream;
import datalab.lab.view.CoarserView;
import datalab.lab.view.Partial;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.result.BoundedRows;
import datalab.store.result.TimeLimit;
import datalab.store.view.MergedRows;
import datalab.store.view.RollupQuery;
import datalab.store.view.RollupResult;
import datalab.store.view.SelectedRows;
import datalab.store.view.ViewLayer;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/** Reads views over one connection; from one snapshot where its transaction keeps one. Owned by one thread. */
public final class PostgresViewReader implements ViewReader {
    /** Where the connection has no limit for a statement. */
    private static final Duration TIME_MAX = Duration.ofSeconds(15);

    private final Handle handle;
    private final PartialTables tables;
    private final Map<String, EventStream> streams;

    /** @param streams by topic */
    public PostgresViewReader(Handle handle, PartialTables tables, Map<String, EventStream> streams) {
        this.handle = handle;
        this.tables = tables;
        this.streams = streams;
    }

    @Override
    public Optional<ViewFold> served(ViewFold declared) {
        View view = declared.view();
        EventStream stream = streams.get(view.lab() + "." + view.stream());
        if (stream == null) {
            throw new IllegalStateException("lab " + view.lab() + " was not prepared");
        }
        return ViewDefinition.folded(handle, view.lab(), view.stream()).stream()
                .filter(version -> version.served() && version.name().equals(view.name()))
                .findFirst()
                .map(version -> tables.of(version, stream).fold());
    }

    @Override
    public BoundedRows<ViewRow> page(ViewQuery query) {
        return query.readsColumns()
                ? new SelectedRows(this::each, query, time(query)).page()
                : select(query).page(query);
    }

    private TimeLimit time(ViewQuery query) {
        View view = query.fold().view();
        Integer seconds = handle.getConfig(SqlStatements.class).getQueryTimeout();
        return new TimeLimit(
                "rows of " + view.lab() + "." + view.name(), seconds == null ? TIME_MAX : Duration.ofSeconds(seconds));
    }

    /** In a transaction, as the driver holds back rows in no other way. */
    @Override
    public void each(ViewQuery query, Predicate<ViewRow> each) {
        if (query.sort().isUsual() && query.readsColumns()) {
            new SelectedRows(this::each, query, time(query)).each(each);
        } else {
            select(query).each(query, each);
        }
    }

    /** About how many rows a question has, or more. */
    public long estimate(ViewQuery query) {
        return select(query).estimate(query.ofGroups());
    }

    /** In one snapshot, which a transaction has to keep. */
    @Override
    public RollupResult rollup(RollupQuery query) {
        return MergedRows.read(this, query, coarser(query), time(query.rows()));
    }

    /** The first of the views that has all rows, like the question's own. */
    private @Nullable CoarserView coarser(RollupQuery query) {
        ViewFold own = query.rows().fold();
        if (query.rows().layer() != ViewLayer.MERGED || query.coarser().isEmpty() || !isWhole(own)) {
            return null;
        }
        return query.coarser().stream()
                .filter(view -> isWhole(view.fold()))
                .findFirst()
                .orElse(null);
    }

    /** Whether this definition is served and holds every event that its stream has ever had. */
    private boolean isWhole(ViewFold fold) {
        View view = fold.view();
        return served(fold).filter(served -> served.view().equals(view)).isPresent()
                && ViewDefinition.isWhole(handle, view);
    }

    /** In a transaction as well. */
    @Override
    public Partial total(ViewQuery query) {
        return select(query).total(query);
    }

    private MergedViewRows select(ViewQuery query) {
        return new MergedViewRows(handle, tables.of(query.fold().view()), query.fold());
    }
}
