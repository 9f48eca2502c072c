package datalab.web.points;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a selection must know of rows. Thread-safe. */
interface PointRows<T> {

    /** What tells the lines of a chart apart, such as the sensor; equal for rows of one line. */
    @Nullable
    Object line(T row);

    Instant time(T row);

    /** The values of the columns whose extremes are kept; null where a row has none. */
    List<@Nullable Number> values(T row);

    /** About how many bytes it holds. */
    int bytes(T row);
}
