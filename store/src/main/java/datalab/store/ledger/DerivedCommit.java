package datalab.store.ledger;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import java.util.Map;

/**
 * One atomic step of a stream derived from another's archive, such as that of contacts: merged partials, and the offsets
 * reached in all partitions of the source. What such a step makes of an event depends on which others were taken before, in
 * any partition, so it moves all of them at once or none.
 *
 * @param stream the derived one; its partitions are those of the other
 * @param from where each partition was when the step began; the step is refused where the store has anything else
 * @param to where each is after it
 * @param epoch the epoch the partials were read in; the step is refused where the store has another
 * @param partials for each view the rows touched, already merged with what (row, {@link #PARTITION}, epoch) held
 */
public record DerivedCommit(
        EventStream stream, Offsets from, Offsets to, long epoch, Map<ViewFold, Map<RowKey, Partial>> partials) {
    /** Under which the partials of all partitions are kept, as no event belongs to one alone. */
    public static final int PARTITION = 0;

    public DerivedCommit {
        if (!from.byPartition().keySet().equals(to.byPartition().keySet())) {
            throw new IllegalArgumentException(
                    "a step from " + from.byPartition() + " to " + to.byPartition() + " has other partitions");
        }
    }

    /** What a step came to. */
    public sealed interface Outcome {
        record Done() implements Outcome {}

        /** The store is at another position: another owner has advanced it, or it has lost its last commits. */
        record Moved() implements Outcome {}

        /** A cut has been taken: the same step belongs into the new epoch. */
        record EpochChanged(long epoch) implements Outcome {}
    }
}
