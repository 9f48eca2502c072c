package datalab.store.forget;

import datalab.lab.Lab;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger notes of keys that are forgotten, each change durable. Any number of processes may carry one out at once: each
 * step may be done over. Thread-safe. Every method throws {@code StoreUnavailable} where the server does not answer in time;
 * nothing is retried in here.
 */
public interface ForgetLedger {

    /**
     * Begins: in one transaction notes up to where each stream is processed, or its log ended if that is further, raises the
     * tokens of its partitions, so that commits of all who began before are refused, and drops what is remembered of the key.
     */
    ForgetRun ask(ForgetRequest request);

    Optional<ForgetRun> run(String lab, long id);

    /** The newest first. */
    List<ForgetRun> latest(String lab, int limit);

    /** Those that have not ended, the oldest first. */
    List<ForgetRun> pending(String lab);

    /** Adds to what is noted of the same kind, thing and name. */
    void note(ForgetRun run, Collection<ForgetNote> notes);

    /**
     * Once no archive has an event of it any more: drops what was fitted to them, refuses the tokens of before once more, and has
     * all views of these streams recomputed. Does nothing where that was done.
     */
    void recompute(ForgetRun run, Lab lab);

    /** Whether the views have been recomputed since, and no earlier definition of theirs is kept. Asks again for what failed. */
    boolean isRecomputed(ForgetRun run, Lab lab);

    /** Ends it: the key is deleted from the record. Does nothing where it has ended. */
    void end(ForgetRun run, Collection<ForgetNote> notes);

    /** Notes what keeps it from going on; the next step clears it. */
    void failed(ForgetRun run, String why);
}
