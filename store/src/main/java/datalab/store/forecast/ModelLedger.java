package datalab.store.forecast;

import datalab.lab.event.Offsets;
import datalab.lab.forecast.Model;
import datalab.lab.stream.EventStream;
import datalab.store.result.StoreUnavailable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of models, in the server of the ledger. States move with the commits of their stream's partitions; a fit brings
 * new parameters and states, and counts from one moment on for all partitions. Methods with a lease throw {@link FitLost} where
 * another fit of the model has begun. Thread-safe. Every method throws {@link StoreUnavailable} where the server does not answer
 * in time.
 */
public interface ModelLedger {

    /** The version of a model with this definition; noted where it is not known yet. */
    ModelVersion version(Model model);

    /** What is kept of these keys; those that the fit did not know are left out. */
    Map<String, ModelRow> rows(ModelVersion version, Collection<String> keys);

    /** Where each model of a lab is, of those whose definition counts now. */
    List<ModelStatus> statuses(Collection<Model> models);

    /** Asks for a fit. */
    void ask(Model model);

    /** Begins a fit, and ends those that others have begun. */
    FitLease begin(Model model);

    /** Keeps what was fitted, which counts once it is published. */
    void stage(FitLease lease, Map<String, ModelRow> rows);

    /** Keeps states that have moved on since they were staged; each call is a sign of life, with none, too. */
    void move(FitLease lease, List<ModelChange> states);

    /**
     * Makes the fit count, if all that is processed is in its states: keeps owners of all partitions out, asks for the states
     * that the events up to there move on, and closes the epoch, so that owners go on with the new states. What waits to be
     * scored stays. Survives a crash of the server once it returns.
     *
     * @param below what the parameters were fitted to
     * @param rest answers the states, or null where there is too much left to read while owners wait; may read archives, and
     *     nothing else of the store
     * @return whether it counts
     */
    boolean publish(
            FitLease lease, EventStream stream, Offsets below, Function<Offsets, @Nullable List<ModelChange>> rest);

    /** Notes why a fit came to nothing. */
    void failed(FitLease lease, String why);

    /** The first scores of a lab that are not known to be in the log, in order. */
    List<ScoreMessage> unsent(String lab, int limit);

    /** These are in the log, and never sent again. */
    void sent(String lab, Collection<ScoreMessage> scores);
}
