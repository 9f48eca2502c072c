package datalab.process.alert;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Points of a group in order.
 *
 * @param next the time of the first point that is not among them because they are enough; null where they are all
 * @param open the window that is not whole yet, which no point is made of; null for none
 */
record PointPage(
        List<AlertPoint> points,
        @Nullable Instant next,
        @Nullable OpenWindow open) {
    PointPage {
        points = List.copyOf(points);
    }

    /** The first window of a group that has not ended. */
    record OpenWindow(Instant start, Instant end) {}
}
