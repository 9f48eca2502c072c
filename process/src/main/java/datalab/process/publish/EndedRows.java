package datalab.process.publish;

import datalab.store.output.OutputKey;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputStep;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a table still has although their windows ended before the view's horizon: found by the keys that were noted,
 * page by page, each time the horizon has risen. The ledger finds a key no more once the target has deleted its row, so who
 * takes over in the middle finds what is left. Owned by one thread.
 */
final class EndedRows {
    private final PublishedRows rows;
    private @Nullable Instant done;
    private @Nullable OutputKey last;

    EndedRows(PublishedRows rows) {
        this.rows = rows;
    }

    /** Looks for all of them again. */
    void begin() {
        done = null;
        last = null;
    }

    boolean isDue(OutputPosition position) {
        Instant ended = rows.ended(position);
        return ended != null && (done == null || ended.isAfter(done));
    }

    /** The next of them, as deletions; none where all have been handed out. */
    Changes next(OutputStep step) {
        Instant ended = rows.ended(step);
        List<OutputKey> keys = ended == null ? List.of() : step.notedUntil(ended, last, PublishedRows.PAGE_ROWS);
        last = keys.isEmpty() ? null : keys.getLast();
        done = keys.isEmpty() ? ended : done;
        return rows.named(step, keys.stream().map(OutputKey::text).toList());
    }
}
