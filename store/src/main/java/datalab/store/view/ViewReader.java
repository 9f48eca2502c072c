package datalab.store.view;

import datalab.lab.view.Partial;
import datalab.lab.view.ViewFold;
import datalab.store.result.BoundedRows;
import datalab.store.result.IncompatibleChange;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads the rows of views. */
public interface ViewReader {

    /**
     * The definition of a view that readers must query with: the declared one, or the one before it until that is complete.
     * Empty while a view that was not there before is filled from the archive.
     *
     * @throws IncompatibleChange where a newer lab.yaml of another process is served that this one's stream does not fit
     */
    Optional<ViewFold> served(ViewFold declared);

    /** A page of rows, which ends early where they are large. */
    BoundedRows<ViewRow> page(ViewQuery query);

    /** The rows of such a page. */
    default List<ViewRow> viewRows(ViewQuery query) {
        return page(query).rows();
    }

    /**
     * Hands over the page and all pages after it, of one snapshot and a few rows in memory at a time, until one is answered with
     * false; the query's limit does not count. Do not query the store meanwhile.
     */
    void each(ViewQuery query, Predicate<ViewRow> each);

    /** A page of rows that are merged into larger windows, fewer groups or both. */
    RollupResult rollup(RollupQuery query);

    /** What the page and all pages after it merge to: the query's limit is ignored. Empty where there are no rows. */
    Partial total(ViewQuery query);
}
