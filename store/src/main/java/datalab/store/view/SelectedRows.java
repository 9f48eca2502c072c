package datalab.store.view;

import datalab.lab.expression.ValueOrder;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.key.GroupKey;
import datalab.store.query.Filters;
import datalab.store.query.FirstRows;
import datalab.store.query.SortKey;
import datalab.store.result.BoundedRows;
import datalab.store.result.QueryTimeout;
import datalab.store.result.TimeLimit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Rows that are chosen or put in order by what they show: it reads the rows of the question, and keeps a page of them. */
public final class SelectedRows {
    private final Source source;
    private final ViewQuery query;
    private final ViewFold fold;
    private final TimeLimit time;
    private final Filters columns;
    private final ShownValues values;
    private final List<String> sorted;

    /** Where the rows come from. */
    public interface Source {
        /** Hands over all rows of a plain question in the usual order, until one is answered with false. */
        void each(ViewQuery query, Predicate<ViewRow> each);
    }

    public SelectedRows(Source source, ViewQuery query, TimeLimit time) {
        this.source = source;
        this.query = query;
        this.fold = query.fold();
        this.time = time;
        this.columns = query.where().only(name -> !fold.view().by().contains(name));
        this.values = new ShownValues(fold);
        this.sorted = query.sort().keys().stream().map(SortKey::column).toList();
    }

    /** Where a row is in the order that is asked for. */
    private record Place(List<@Nullable Object> values, RowKey key) {
        private static final Comparator<RowKey> TIES = Comparator.comparing(
                        RowKey::windowStart, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
                .thenComparing(GroupKey::of, ValueOrder::compare);
    }

    private record Placed(Place place, ViewRow row) {}

    /**
     * The page.
     *
     * @throws QueryTimeout where it takes too long
     */
    public BoundedRows<ViewRow> page() {
        return query.sort().isUsual() ? inUsualOrder() : sorted();
    }

    /**
     * All rows, in the usual order, until one is answered with false.
     *
     * @throws QueryTimeout where it takes too long
     */
    public void each(Predicate<ViewRow> each) {
        read((row, shown) -> each.test(row));
    }

    /** Ends where it has enough. */
    private BoundedRows<ViewRow> inUsualOrder() {
        List<ViewRow> rows = new ArrayList<>();
        long[] bytes = {0};
        read((row, shown) -> {
            rows.add(row);
            bytes[0] += bytes(row);
            return rows.size() < query.limit() && bytes[0] < BoundedRows.BYTES_MAX;
        });
        return new BoundedRows<>(rows, rows.size() < query.limit() && bytes[0] >= BoundedRows.BYTES_MAX);
    }

    private BoundedRows<ViewRow> sorted() {
        Comparator<Place> order =
                Comparator.comparing(Place::values, query.sort().comparator()).thenComparing(Place::key, Place.TIES);
        FirstRows<Placed> first = new FirstRows<>(
                Comparator.comparing(Placed::place, order), query.limit(), placed -> bytes(placed.row()));
        Place after = query.after() == null
                ? null
                : new Place(Objects.requireNonNull(query.sort().after()), query.after());
        read((row, shown) -> {
            Place place = new Place(values.of(shown, sorted), row.key());
            if (after == null || order.compare(place, after) > 0) {
                first.offer(new Placed(place, row));
            }
            return true;
        });
        BoundedRows<Placed> found = first.rows();
        return new BoundedRows<>(found.rows().stream().map(Placed::row).toList(), found.isCut());
    }

    private interface Reader {
        /** Whether to go on. */
        boolean read(ViewRow row, List<@Nullable Object> shown);
    }

    private void read(Reader reader) {
        source.each(query.ofGroups(), row -> {
            time.check();
            List<@Nullable Object> shown = values.of(row);
            return !passes(shown) || reader.read(row, shown);
        });
    }

    private boolean passes(List<@Nullable Object> shown) {
        return columns.byField().entrySet().stream()
                .allMatch(filter -> filter.getValue().test(shown.get(values.place(filter.getKey()))));
    }

    private long bytes(ViewRow row) {
        long texts = row.key().group().stream()
                .mapToLong(value -> value instanceof String text ? text.length() : 0)
                .sum();
        return texts + fold.encode(row.partial()).length;
    }
}
