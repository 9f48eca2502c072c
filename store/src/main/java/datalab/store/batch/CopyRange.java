package datalab.store.batch;

import datalab.lab.view.RowKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a view to copy next, in the order of windows: those of windows that begin in [from, until), after a row. A row
 * without a window lies before all others.
 *
 * @param from null for no bound
 * @param after the last row that was copied; null for none
 * @param limit the most rows to copy, 1 or more
 */
public record CopyRange(
        @Nullable Instant from, Instant until, @Nullable RowKey after, int limit) {}
