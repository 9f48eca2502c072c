package datalab.store.view;

import datalab.lab.view.RowKey;
import datalab.store.result.BoundedRows;
import java.time.Instant;

/** What became of a {@link RollupQuery}. */
public sealed interface RollupResult {
    /** The rows of the page: as many as were asked for, or fewer. */
    record Merged(BoundedRows<ViewRow> rows) implements RollupResult {}

    /** To answer, more than so many merged rows would have to be looked at. */
    record TooMany(int max) implements RollupResult {}

    /**
     * There is no exact answer.
     *
     * @param row one of the view, whose window is in two of the larger ones
     * @param border where one of these ends and the next begins
     */
    record Misfit(RowKey row, Instant border) implements RollupResult {}
}
