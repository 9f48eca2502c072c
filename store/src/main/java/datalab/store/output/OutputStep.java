package datalab.store.output;

import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.archive.Scan;
import datalab.store.result.BoundedRows;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of the ledger in which an output's version is raised and the rows are read that are then written with it. What
 * is read here is at least as new as what any step of a lower version has read.
 */
public interface OutputStep extends OutputPosition {

    /** Of the rows that are read now. */
    long version();

    /** Archived events in the order of the log. */
    List<Event> scan(Scan scan);

    /** These rows of a view, those that exist. */
    List<ViewRow> rows(ViewFold fold, Collection<RowKey> keys);

    /** A page of a view's rows. */
    BoundedRows<ViewRow> page(ViewQuery query);

    /** Notes keys of rows that the target may have from now on, so that they are deleted there once they are gone. */
    void note(Collection<OutputKey> keys);

    /** Notes that this step deletes these rows. */
    void deleted(Collection<String> keys);

    /** Keys that were noted last by a version before this one, in an order of their own; after one of them, or from the first. */
    List<String> notedBefore(long version, @Nullable String after, int limit);

    /** Keys noted of rows whose windows began by then, in the order of windows; after one of them, or from the first. */
    List<OutputKey> notedUntil(Instant window, @Nullable OutputKey after, int limit);

    /**
     * Puts {@link #published} elsewhere: everything before is written by the pages of a whole run. Until it has ended, no state
     * counts as written whole, so that a process that takes over begins it again, even with other columns.
     */
    void moveTo(Offsets offsets);
}
