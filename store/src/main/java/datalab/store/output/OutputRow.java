package datalab.store.output;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of an output as it is now.
 *
 * @param values one for each column of the table, null where there is none; of a row that is gone only the keys
 * @param isGone whether the row is no longer there, so that it is to be deleted
 */
public record OutputRow(List<@Nullable Object> values, boolean isGone) {
    public OutputRow {
        values = Collections.unmodifiableList(Arrays.asList(values.toArray()));
    }

    public static OutputRow of(@Nullable Object... values) {
        return new OutputRow(Arrays.asList(values), false);
    }

    public static OutputRow gone(@Nullable Object... values) {
        return new OutputRow(Arrays.asList(values), true);
    }
}
