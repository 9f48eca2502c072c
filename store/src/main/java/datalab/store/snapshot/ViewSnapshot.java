package datalab.store.snapshot;

import datalab.lab.view.ViewFold;
import datalab.store.result.IncompatibleChange;
import datalab.store.view.RollupQuery;
import datalab.store.view.RollupResult;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import datalab.store.view.ViewStatus;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The rows of a view at one moment. Owned by one thread. */
public non-sealed interface ViewSnapshot extends Snapshot {

    /**
     * The definition that readers must query with; empty while the view is filled for the first time.
     *
     * @throws IncompatibleChange where a newer lab.yaml of another process is served that this one's stream does not fit
     */
    Optional<ViewFold> served();

    /** Where the view is; empty where nothing is kept of it. */
    Optional<ViewStatus> status();

    /**
     * Hands over all rows of a question in its order, a few in memory at a time, until one is answered with false; the question's
     * limit does not count.
     */
    void each(ViewQuery query, Predicate<ViewRow> each);

    /** A page of rows that are merged into larger windows, fewer groups or both. */
    RollupResult rollup(RollupQuery query);

    /** About how many {@link #each} will hand over, or more; empty where the server cannot tell. */
    OptionalLong estimate(ViewQuery query);
}
