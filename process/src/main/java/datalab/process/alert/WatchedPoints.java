package datalab.process.alert;

import datalab.lab.event.Offsets;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.store.alert.AlertGroup;
import datalab.store.alert.AlertPosition;
import datalab.store.alert.AlertStep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an alert watches: the events of a stream, or the rows of a view. Owned by one thread. */
interface WatchedPoints {
    /** The most events that are looked at in one step. */
    int EVENTS_MAX = 10_000;

    /** The most rows of a view that are looked at in one step when all are. */
    int ROWS_MAX = 5_000;

    /** About the most points of a group that are looked at in one step. */
    int POINTS_MAX = 5_000;

    /** The most that are asked for at once. */
    int PAGE_POINTS = 500;

    /** Whose events change points. */
    EventStream stream();

    /** Of the values of a group. */
    List<Column.Type> types();

    /** When the point of a time is whole. */
    Instant wholeAt(Instant at);

    /** Which state points are of: where it is another one, all groups are looked at again. Empty where there are none now. */
    Optional<String> state(AlertPosition position);

    /** Points before it are not kept; null where all are. */
    @Nullable
    Instant horizon(AlertPosition position);

    /** Begins to look at all groups; answers from where on events are followed. */
    Offsets restart(Offsets progress);

    /** The groups of the next rows, after {@link #restart}; none where all have been handed out. */
    Touches page(AlertStep step);

    /** The groups that the next events have touched. */
    Touches touched(AlertStep step, Offsets from, Offsets progress);

    /**
     * The points of a group from a time on.
     *
     * @param due from when on they count for how many are handed out at once
     */
    PointPage read(AlertStep step, AlertGroup group, Instant from, Instant due, Instant now);

    /** The points of a group between two times, the latest first, until one is answered with false. */
    void back(AlertStep step, AlertGroup group, Instant from, Instant to, Predicate<AlertPoint> each);
}
