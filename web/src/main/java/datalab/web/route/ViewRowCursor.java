package datalab.web.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.view.RowKey;
import datalab.store.key.GroupKey;
import datalab.store.query.Sort;
import datalab.store.result.BoundedRows;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import datalab.web.http.HttpProblem;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a view in order of window and group, one after another; fetched in pages, of which one is held. Owned by one
 * thread.
 */
final class ViewRowCursor {
    private static final Comparator<Place> ORDER = Comparator.comparing(
                    Place::window, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(Place::group, Arrays::compareUnsigned);

    private final ViewReader views;
    private final ViewQuery query;
    private final int rowsMax;
    private final String narrowing;
    private List<ViewRow> page;
    private boolean isLast;
    private int at;
    private int rows;
    private @Nullable Place place;

    /**
     * Begins at the first row.
     *
     * @param query its limit is that of a page
     * @param rowsMax more rows are a problem
     * @param narrowing what the question can be made smaller with
     */
    ViewRowCursor(ViewReader views, ViewQuery query, int rowsMax, String narrowing) {
        this.views = views;
        this.query = query;
        this.rowsMax = rowsMax;
        this.narrowing = narrowing;
        this.page = fetch(null);
    }

    /** Where a row stands: groups are compared as UTF-8, which is the order of the store. */
    @SuppressWarnings("ArrayRecordComponent") // places are compared by their order alone
    record Place(@Nullable Instant window, byte[] group) implements Comparable<Place> {

        static Place of(RowKey key) {
            return new Place(key.windowStart(), GroupKey.of(key).getBytes(UTF_8));
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /** The row it stands at; null after the last. */
    @Nullable
    ViewRow row() {
        return at < page.size() ? page.get(at) : null;
    }

    /** The place of the row it stands at; null after the last. */
    @Nullable
    Place place() {
        ViewRow row = row();
        if (place == null && row != null) {
            place = Place.of(row.key());
        }
        return place;
    }

    /** Leaves the row behind it, where it may read that many. */
    void next() {
        if (++rows > rowsMax) {
            String view = query.fold().view().name();
            throw HttpProblem.tooMany(rowsMax, "rows of view " + view, narrowing);
        }
        place = null;
        at++;
        if (at == page.size() && !isLast) {
            RowKey last = page.getLast().key();
            at = 0;
            page = fetch(last);
        }
    }

    private List<ViewRow> fetch(@Nullable RowKey after) {
        BoundedRows<ViewRow> fetched = views.page(after == null ? query : query.following(Sort.USUAL, after));
        isLast = !fetched.isCut() && fetched.rows().size() < query.limit();
        return fetched.rows();
    }
}
