package datalab.lab.view;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a row of a view: the values of the group-by fields and the start of the window.
 *
 * @param group the values of the group-by fields, in order, null where the event has none; classes as in
 *     {@link datalab.lab.stream.Field.Type}
 * @param windowStart null where the view has no windows
 */
public record RowKey(List<@Nullable Object> group, @Nullable Instant windowStart) {

    public RowKey {
        group = group.size() == 1 // the usual case, for every event: no copy of a list of one
                ? Collections.singletonList(group.getFirst())
                : Collections.unmodifiableList(Arrays.asList(group.toArray()));
    }
}
