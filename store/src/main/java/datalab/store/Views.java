package datalab.store;

import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.result.IncompatibleChange;
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Definitions of views, and the partials that are kept of their rows. Thread-safe. */
public interface Views extends ViewReader {

    /**
     * Every definition of a view that is to be folded from a stream: those of its lab.yaml, and one that is served until its
     * successor is complete. Where that changes, the stream's epoch does too, so a commit with others is refused.
     *
     * @throws IncompatibleChange where another process runs a newer lab.yaml that this stream does not fit
     */
    List<ViewFold> folds(EventStream stream);

    /** What (row, partition, epoch) hold; rows without a partial are left out. */
    Map<RowKey, Partial> partials(ViewFold fold, int partition, long epoch, Collection<RowKey> rows);

    /**
     * Runs several queries on views in one snapshot, which is held until the reading returns: keep it short, and do not
     * query the store itself meanwhile.
     */
    <T> T snapshot(Function<ViewReader, T> reading);

    /** These rows of a view, those that exist. */
    List<ViewRow> viewRows(ViewFold fold, Collection<RowKey> keys);

    /**
     * Deletes partials of a view's rows whose windows ended at or before its horizon, in all its definitions that are folded.
     * Readers leave such rows out, deleted or not; events that come late may bring some back, which are deleted in their turn.
     *
     * @return how many, at most {@code limit}
     */
    int deleteEnded(View view, int limit);

    /**
     * Permanently drops the data of a view that no lab.yaml declares any more, and its horizon; false if there is none.
     *
     * @throws IncompatibleChange if other database objects depend on it
     */
    boolean drop(String lab, String view);
}
