package datalab.web.route;

import datalab.lab.Route;
import datalab.lab.view.RowKey;
import datalab.store.view.ViewRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A merge join of views on their groups and windows: each view is read once, in order, and no more than a page of it is
 * held. Groups without a value are equal to each other. Owned by one thread.
 */
final class ViewRowJoin {
    private final List<ViewRowCursor> views;
    private final Route.Join kind;

    ViewRowJoin(List<ViewRowCursor> views, Route.Join kind) {
        this.views = views;
        this.kind = kind;
    }

    /**
     * One row.
     *
     * @param parts the row of each view, in their order; null where a view has none
     */
    record JoinedRow(RowKey key, List<@Nullable ViewRow> parts) {}

    /** The next row; null after the last. */
    @Nullable
    JoinedRow next() {
        ViewRowCursor.@Nullable Place least = least();
        while (least != null) {
            List<@Nullable ViewRow> parts = take(least);
            if (isShown(parts)) {
                return new JoinedRow(key(parts), parts);
            }
            least = least();
        }
        return null;
    }

    private ViewRowCursor.@Nullable Place least() {
        ViewRowCursor.@Nullable Place least = null;
        for (ViewRowCursor view : views) {
            ViewRowCursor.Place place = view.place();
            if (place != null && (least == null || place.compareTo(least) < 0)) {
                least = place;
            }
        }
        return least;
    }

    /** The rows at a place; the views that have one go on behind it. */
    private List<@Nullable ViewRow> take(ViewRowCursor.Place place) {
        List<@Nullable ViewRow> parts = new ArrayList<>(views.size());
        for (ViewRowCursor view : views) {
            ViewRowCursor.Place own = view.place();
            boolean isThere = own != null && own.compareTo(place) == 0;
            parts.add(isThere ? view.row() : null);
            if (isThere) {
                view.next();
            }
        }
        return parts;
    }

    private boolean isShown(List<@Nullable ViewRow> parts) {
        return switch (kind) {
            case FULL -> true;
            case LEFT -> parts.getFirst() != null;
            case INNER -> !parts.contains(null);
        };
    }

    private static RowKey key(List<@Nullable ViewRow> parts) {
        for (ViewRow part : parts) {
            if (part != null) {
                return part.key();
            }
        }
        throw new IllegalStateException("a joined row is one of some view");
    }
}
