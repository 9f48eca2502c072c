package datalab.process.early;

import datalab.lab.Event;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.log.LogRecord;
import datalab.store.Commit;
import datalab.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of one partition: records of the log made into one atomic commit. Run again from the beginning, with a fresh
 * {@link Memory}, whenever the store was not where the owner thought.
 */
final class Step {

    /** Where a step begins. */
    record Place(int partition, long offset, long epoch) {}

    /**
     * What became of a step.
     *
     * @param outcome what the store said
     * @param commit what it was asked to keep
     */
    record Result(Commit.Outcome outcome, Commit commit) {}

    private final StreamPlan plan;
    private final Sorter sorter;
    private final Store store;

    Step(StreamPlan plan, Sorter sorter, Store store) {
        this.plan = plan;
        this.sorter = sorter;
        this.store = store;
    }

    Result run(List<LogRecord> records, Place place, Memory memory) {
        Repeats repeats = new Repeats(store, plan.stream(), memory);
        Repeats.Rest rest = repeats.takeOut(sorter.sort(records));
        Commit commit = commit(rest, place, records.getLast().at().offset() + 1, memory);
        Commit.Outcome outcome = store.commit(commit);
        if (outcome instanceof Commit.Outcome.Done) {
            repeats.remember(rest);
        }
        return new Result(outcome, commit);
    }

    private Commit commit(Repeats.Rest rest, Place place, long nextOffset, Memory memory) {
        Tested tested = Tested.of(plan, rest.events(), place.partition(), memory, store);
        return new Commit(
                plan.stream(),
                place.partition(),
                place.offset(),
                nextOffset,
                place.epoch(),
                tested.events(),
                tested.amended(),
                rest.rejects(),
                partials(rest.events(), place, memory),
                tested.states(),
                rest.onceIds(),
                rest.duplicates());
    }

    private Map<ViewFold, Map<RowKey, Partial>> partials(List<Event> events, Place place, Memory memory) {
        Map<ViewFold, Map<RowKey, Partial>> partials = new HashMap<>();
        for (ViewFold fold : plan.views()) {
            partials.put(
                    fold,
                    Deltas.merged(
                            fold,
                            Deltas.fold(fold, events),
                            memory.partials(fold),
                            Deltas.RowSource.of(store, fold, place.partition(), place.epoch())));
        }
        return partials;
    }
}
