package datalab.store.alert;

import datalab.store.output.OutputId;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputLeaseLost;
import datalab.store.result.StoreUnavailable;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * What is kept of alerts, in the server of the ledger; each is known by an {@link OutputId} and taken over as outputs are.
 * Methods with a lease throw {@link OutputLeaseLost} where another process has taken the alert over, and survive a crash of the
 * server once they return. Thread-safe. Every method throws {@link StoreUnavailable} where the server does not answer in time.
 */
public interface AlertLedger {

    /** Looks whether there is something to do, without a step. */
    <T> T look(OutputLease lease, Function<AlertPosition, T> looking);

    /** What the work throws undoes all of it. */
    <T> T step(OutputLease lease, Function<AlertStep, T> work);

    /** The first messages that are not known to be sent, in order. */
    List<AlertMessage> unsent(OutputLease lease, int limit);

    /** These are in the log, and never sent again. */
    void sent(OutputLease lease, Collection<AlertMessage> messages);

    /** A page of episodes, the latest first. */
    List<FoundEpisode> episodes(EpisodeQuery query);
}
