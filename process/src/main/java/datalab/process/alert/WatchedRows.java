package datalab.process.alert;

import datalab.lab.alert.Alert;
import datalab.lab.alert.AlertRows;
import datalab.lab.alert.AlertRule;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import datalab.lab.output.OutputColumns;
import datalab.lab.stream.EventStream;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.lab.view.Windows;
import datalab.process.publish.KeyText;
import datalab.process.publish.NewEvents;
import datalab.store.alert.AlertGroup;
import datalab.store.alert.AlertPosition;
import datalab.store.alert.AlertStep;
import datalab.store.archive.Scan;
import datalab.store.query.Sort;
import datalab.store.result.BoundedRows;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows of a view whose windows have ended. */
final class WatchedRows implements WatchedPoints {
    private final ViewFold fold;
    private final Windows windows;
    private final AlertRows rows;
    private final AlertRule rule;
    private final Scan scan;
    private final List<Column.Type> types;
    private final int pointsMax;
    private @Nullable RowKey last;

    /** @param pointsMax the most points of a group that are handed out at once */
    WatchedRows(Alert alert, ViewFold fold, int pointsMax) {
        this.pointsMax = pointsMax;
        this.fold = fold;
        this.windows = Objects.requireNonNull(fold.view().every(), "a view with windows");
        this.rows = new AlertRows(fold);
        this.rule = new AlertRule(alert, rows.stream());
        this.scan = Scan.of(fold, 0, 0, 0, 1);
        this.types = OutputColumns.all(fold).stream()
                .filter(OutputColumn::isKey)
                .limit(fold.view().by().size())
                .map(OutputColumn::type)
                .toList();
    }

    @Override
    public EventStream stream() {
        return fold.stream();
    }

    @Override
    public List<Column.Type> types() {
        return types;
    }

    @Override
    public Instant wholeAt(Instant at) {
        return windows.end(at);
    }

    @Override
    public Optional<String> state(AlertPosition position) {
        return position.of().generation(fold);
    }

    @Override
    public @Nullable Instant horizon(AlertPosition position) {
        return position.of().horizon(fold.view()).orElse(null);
    }

    /** Pages show what all events before have come to. */
    @Override
    public Offsets restart(Offsets progress) {
        last = null;
        return progress;
    }

    @Override
    public Touches page(AlertStep step) {
        List<ViewRow> page = step.of()
                .page(new ViewQuery(fold, null, null, Map.of(), false, last, ROWS_MAX))
                .rows();
        Touches touches = new Touches();
        page.forEach(row -> touches.add(row.key().group(), start(row.key())));
        last = page.isEmpty() ? null : page.getLast().key();
        return touches;
    }

    @Override
    public Touches touched(AlertStep step, Offsets from, Offsets progress) {
        Touches touches = new Touches();
        touches.reach(NewEvents.read(step.of(), scan, EVENTS_MAX, from, progress, event -> {
            if (fold.takes(event)) {
                RowKey key = fold.key(event);
                touches.add(key.group(), start(key));
            }
        }));
        return touches;
    }

    @Override
    public PointPage read(AlertStep step, AlertGroup group, Instant from, Instant due, Instant now) {
        List<AlertPoint> points = new ArrayList<>();
        AlertPoint[] last = {null};
        int[] counted = {0};
        boolean isAll = each(step, query(group, from, null, false), point -> {
            last[0] = point;
            boolean isEnough = counted[0] >= pointsMax;
            if (point.end().isAfter(now) || isEnough) {
                return false;
            }
            counted[0] += point.at().isBefore(due) ? 0 : 1;
            points.add(point);
            return true;
        });
        if (isAll) {
            return new PointPage(points, null, null);
        }
        return last[0].end().isAfter(now)
                ? new PointPage(points, null, new PointPage.OpenWindow(last[0].at(), last[0].end()))
                : new PointPage(points, last[0].at(), null);
    }

    @Override
    public void back(AlertStep step, AlertGroup group, Instant from, Instant to, Predicate<AlertPoint> each) {
        each(step, query(group, from, to, true), each);
    }

    /** Hands points over until one is answered with false; answers whether none was. */
    private boolean each(AlertStep step, ViewQuery first, Predicate<AlertPoint> each) {
        ViewQuery query = first;
        while (true) {
            BoundedRows<ViewRow> page = step.of().page(query);
            for (ViewRow row : page.rows()) {
                if (!each.test(point(row, start(row.key())))) {
                    return false;
                }
            }
            if (page.rows().size() < PAGE_POINTS && !page.isCut()) {
                return true;
            }
            query = first.following(Sort.USUAL, page.rows().getLast().key());
        }
    }

    private ViewQuery query(AlertGroup group, Instant from, @Nullable Instant to, boolean descending) {
        Map<String, Object> equal = new LinkedHashMap<>();
        List<@Nullable Object> values = KeyText.read(group.values(), types);
        for (int i = 0; i < types.size(); i++) {
            equal.put(fold.view().by().get(i), Objects.requireNonNull(values.get(i), "groups have all values"));
        }
        return new ViewQuery(fold, from, to, equal, descending, null, PAGE_POINTS);
    }

    private AlertPoint point(ViewRow row, Instant start) {
        Event event = rows.event(row.key(), row.partial());
        return new AlertPoint(start, windows.end(start), rule.begins(event), rule.ends(event), rule.value(event));
    }

    private static Instant start(RowKey key) {
        return Objects.requireNonNull(key.windowStart(), "a view with windows");
    }
}
