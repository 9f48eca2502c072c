package datalab.process.alert;

import datalab.lab.event.Offsets;
import datalab.process.publish.KeyText;
import datalab.store.alert.AlertGroup;
import datalab.store.alert.DueGroup;
import datalab.store.key.GroupKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Which groups have points that may have changed, and when. Owned by one thread. */
final class Touches {
    private final Map<List<@Nullable Object>, Span> spans = new LinkedHashMap<>();
    private Offsets until = Offsets.NONE;

    private record Span(Instant from, Instant to) {
        Span with(Instant time) {
            return new Span(time.isBefore(from) ? time : from, time.isAfter(to) ? time : to);
        }
    }

    /** A group without a value for one of its fields is passed over. */
    void add(List<@Nullable Object> group, Instant time) {
        if (!group.contains(null)) {
            spans.merge(group, new Span(time, time), (span, other) -> span.with(time));
        }
    }

    /** Events before these have been looked at. */
    void reach(Offsets offsets) {
        until = offsets;
    }

    Offsets until() {
        return until;
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    int size() {
        return spans.size();
    }

    /** @param ready when a point of a time is whole */
    List<DueGroup> due(UnaryOperator<Instant> ready) {
        List<DueGroup> due = new ArrayList<>(spans.size());
        spans.forEach((group, span) -> due.add(new DueGroup(
                new AlertGroup(GroupKey.of(group), KeyText.of(group)), span.from, span.to, ready.apply(span.from))));
        return due;
    }
}
