package datalab.web.points;

import datalab.lab.expression.Column;
import datalab.lab.view.ViewFold;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of a view with windows for a chart: a line for each group. Thread-safe. */
public final class ViewPoints {
    private final ViewReader views;
    private final Clock clock;

    public ViewPoints(ViewReader views, Clock clock) {
        this.views = views;
        this.clock = clock;
    }

    /**
     * Those of the rows that a question asks for.
     *
     * @param asked in the usual order
     */
    public Selected<ViewRow> select(ViewQuery asked, Points points) {
        ViewQuery rows = asked.plain(false);
        Instant from = asked.from() == null ? end(rows).orElse(Instant.EPOCH) : asked.from();
        Instant to = asked.to() == null
                ? end(asked.plain(true)).map(ViewPoints::after).orElse(from)
                : asked.to();
        BucketWidth width = BucketWidth.of(from, to, points.buckets());
        M4Selection<ViewRow> selection =
                new M4Selection<>(new Reading(asked.fold(), points.columns()), width, points.each());
        ReadingTime time =
                new ReadingTime("points of view " + asked.fold().view().name(), clock);
        views.each(rows, row -> {
            time.check();
            selection.add(row);
            return true;
        });
        return Selected.of(selection, width, asked.descending());
    }

    private Optional<Instant> end(ViewQuery query) {
        return views.viewRows(query.withLimit(1)).stream()
                .map(ViewPoints::window)
                .findFirst();
    }

    private static Instant after(Instant last) {
        return last.plus(1, ChronoUnit.MICROS);
    }

    private static Instant window(ViewRow row) {
        return Objects.requireNonNull(row.key().windowStart(), "points are of views with windows");
    }

    private static final class Reading implements PointRows<ViewRow> {
        private static final int ROW_BYTES = 100;
        private static final int VALUE_BYTES = 20;

        private final ViewFold fold;
        private final List<Integer> columns;

        Reading(ViewFold fold, List<String> names) {
            List<String> all = fold.columns().stream().map(Column::name).toList();
            this.fold = fold;
            this.columns = names.stream().map(all::indexOf).toList();
        }

        @Override
        public Object line(ViewRow row) {
            return row.key().group();
        }

        @Override
        public Instant time(ViewRow row) {
            return window(row);
        }

        @Override
        public List<@Nullable Number> values(ViewRow row) {
            List<@Nullable Object> shown = fold.present(row.partial());
            List<@Nullable Number> values = new ArrayList<>(columns.size());
            for (int column : columns) {
                values.add((Number) shown.get(column));
            }
            return values;
        }

        @Override
        public int bytes(ViewRow row) {
            int bytes = ROW_BYTES + fold.encode(row.partial()).length;
            for (Object value : row.key().group()) {
                bytes += VALUE_BYTES + (value instanceof String text ? text.length() : 0);
            }
            return bytes;
        }
    }
}
