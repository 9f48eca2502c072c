package datalab.process.alert;

import datalab.lab.alert.Alert;
import datalab.lab.alert.AlertRule;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.event.Origin;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.process.publish.KeyText;
import datalab.process.publish.NewEvents;
import datalab.store.alert.AlertGroup;
import datalab.store.alert.AlertPosition;
import datalab.store.alert.AlertStep;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.result.BoundedRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The observed events of a stream. */
final class WatchedEvents implements WatchedPoints {
    private final Alert alert;
    private final EventStream stream;
    private final AlertRule rule;
    private final List<Integer> by;
    private final List<Column.Type> types;
    private final int pointsMax;

    /** @param pointsMax about the most points of a group that are handed out at once */
    WatchedEvents(Alert alert, EventStream stream, int pointsMax) {
        this.pointsMax = pointsMax;
        this.alert = alert;
        this.stream = stream;
        this.rule = new AlertRule(alert, stream);
        this.by = alert.by().stream().map(stream::indexOf).toList();
        this.types = by.stream()
                .map(index -> Column.Type.of(stream.fields().get(index).type()))
                .toList();
    }

    @Override
    public EventStream stream() {
        return stream;
    }

    @Override
    public List<Column.Type> types() {
        return types;
    }

    @Override
    public Instant wholeAt(Instant at) {
        return at;
    }

    @Override
    public Optional<String> state(AlertPosition position) {
        return Optional.of("events");
    }

    @Override
    public @Nullable Instant horizon(AlertPosition position) {
        return position.horizon(stream).orElse(null);
    }

    /** All events are followed once more. */
    @Override
    public Offsets restart(Offsets progress) {
        return Offsets.of(progress.byPartition().keySet(), partition -> partition, partition -> 0);
    }

    @Override
    public Touches page(AlertStep step) {
        return new Touches();
    }

    @Override
    public Touches touched(AlertStep step, Offsets from, Offsets progress) {
        Scan all = new Scan(stream, by, 0, 0, 0, 1);
        Touches touches = new Touches();
        touches.reach(NewEvents.read(step.of(), all, EVENTS_MAX, from, progress, event -> {
            if (event.payload().origin() == Origin.OBSERVED) {
                touches.add(group(event), event.time());
            }
        }));
        return touches;
    }

    @Override
    public PointPage read(AlertStep step, AlertGroup group, Instant from, Instant due, Instant now) {
        List<AlertPoint> points = new ArrayList<>();
        int[] counted = {0};
        boolean isAll =
                each(step, new EventQuery(stream, from, null, equal(group), false, null, PAGE_POINTS), point -> {
                    boolean isEnough = counted[0] >= pointsMax && point.at().isAfter(due);
                    counted[0] += point.at().isBefore(due) ? 0 : 1;
                    points.add(point);
                    return !isEnough
                            || !point.at().isAfter(points.get(points.size() - 2).at());
                });
        return isAll ? new PointPage(points, null, null) : cut(points);
    }

    @Override
    public void back(AlertStep step, AlertGroup group, Instant from, Instant to, Predicate<AlertPoint> each) {
        each(step, new EventQuery(stream, from, to, equal(group), true, null, PAGE_POINTS), each);
    }

    /** Hands points over until one is answered with false; answers whether none was. */
    private boolean each(AlertStep step, EventQuery first, Predicate<AlertPoint> each) {
        EventQuery query = first;
        while (true) {
            BoundedRows<ArchivedEvent> page = step.events(query);
            for (ArchivedEvent archived : page.rows()) {
                Event event = archived.event();
                if (event.payload().origin() == Origin.OBSERVED && !each.test(point(event))) {
                    return false;
                }
            }
            if (page.rows().size() < PAGE_POINTS && !page.isCut()) {
                return true;
            }
            query = query.following(page.rows().getLast().event());
        }
    }

    private Map<String, Object> equal(AlertGroup group) {
        List<@Nullable Object> values = KeyText.read(group.values(), types);
        Map<String, Object> equal = new LinkedHashMap<>();
        for (int i = 0; i < by.size(); i++) {
            equal.put(alert.by().get(i), Objects.requireNonNull(values.get(i), "groups have all values"));
        }
        return equal;
    }

    /** Without the last time, of which there may be more. */
    private static PointPage cut(List<AlertPoint> points) {
        Instant last = points.getLast().at();
        return new PointPage(
                points.stream().filter(point -> point.at().isBefore(last)).toList(), last, null);
    }

    private AlertPoint point(Event event) {
        return new AlertPoint(event.time(), event.time(), rule.begins(event), rule.ends(event), rule.value(event));
    }

    private List<@Nullable Object> group(Event event) {
        List<@Nullable Object> group = new ArrayList<>(by.size());
        by.forEach(field -> group.add(event.value(field)));
        return group;
    }
}
