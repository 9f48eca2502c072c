package datalab.store.output;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is noted of outputs, in the server of the ledger. Every method is a transaction, and throws {@link OutputLeaseLost} where
 * another process has taken the output over. All but {@link #written}, {@link #complete} and {@link #ended} survive a crash of
 * the server once they return; of those it may take back the last, which only means that rows are written again. Thread-safe.
 */
public interface OutputLedger {

    /** Takes an output over from whoever published it. */
    OutputLease take(OutputId output);

    /** Notes an output that is not known yet as one that has written whole what there is by now; a known one stays as it is. */
    void follow(OutputId output, EventStream stream);

    /** Looks whether there is something to do, without a step. */
    <T> T look(OutputLease lease, Function<OutputPosition, T> looking);

    /**
     * Raises the version, and reads what is to be written with it, all in one snapshot: see {@link OutputStep}. What the reading
     * throws undoes all of it.
     */
    <T> T step(OutputLease lease, Function<OutputStep, T> reading);

    /** Notes what a target has acknowledged of a step that is not written yet, until {@link #written} names the row's key. */
    void acknowledged(OutputLease lease, Collection<Acknowledgement> acknowledged);

    /**
     * The rows of a step are in the target.
     *
     * @param until up to where events' rows are written now; partitions that are not named stay
     * @param stale from which window on rows may show running totals without those events; null for none
     * @param taken keys of rows that the target has taken
     * @param refused why the target does not take rows, by their keys
     */
    void written(
            OutputLease lease,
            Offsets until,
            @Nullable Instant stale,
            Collection<String> taken,
            Map<String, String> refused);

    /**
     * All of a state has been written, and all that is not in it deleted.
     *
     * @param asked as it was when that began
     * @param lateMax for how long keys of deleted rows stay noted, since a late write may bring them back
     */
    void complete(OutputLease lease, String state, long asked, Duration lateMax);

    /**
     * Steps and the target have deleted these rows for good: their windows ended. Their keys are not found by windows any more.
     *
     * @param lateMax for how long they stay noted all the same, since a late write may bring the rows back
     */
    void ended(OutputLease lease, Collection<String> keys, Duration lateMax);

    /** Notes why an output waits, for people to see; null clears it. */
    void alarm(OutputId output, @Nullable String message);

    /** Asks for everything to be written again; false where the output was never published. */
    boolean askAgain(OutputId output);

    /** The outputs of a lab that have been published at some time. */
    List<OutputStatus> statuses(String lab);
}
