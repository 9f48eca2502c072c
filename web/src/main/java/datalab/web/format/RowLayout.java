package datalab.web.format;

import datalab.lab.expression.Column;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How rows of one kind look: as a JSON object each, and as cells in typed columns. */
public interface RowLayout<T> extends JsonLayout<T> {
    List<Column> columns();

    /** What is to be known of the rows as a whole, for formats that have a place for it; names begin with {@code datalab.}. */
    default Map<String, String> about() {
        return Map.of();
    }

    /**
     * The values of a row, one for each of {@link #columns}.
     *
     * @return by the column's type a {@link String}, {@link Double}, {@link Long}, {@link Boolean} or {@link
     *     java.time.Instant}, of JSON its text; null where there is no value
     */
    List<@Nullable Object> cells(T row);
}
