package datalab.web.points;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows for a chart, in order of time.
 *
 * @param bucket the length of the buckets of which they are the ends and extremes, such as {@code PT1M}; null where they are
 *     all there are
 */
public record Selected<T>(List<T> rows, @Nullable String bucket) {

    static <T> Selected<T> of(M4Selection<T> selection, BucketWidth width, boolean descending) {
        List<T> rows = selection.rows();
        return new Selected<>(descending ? rows.reversed() : rows, selection.isReduced() ? width.text() : null);
    }
}
