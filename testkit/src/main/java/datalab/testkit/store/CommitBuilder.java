package datalab.testkit.store;

import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.archive.ArchivedEvent;
import datalab.store.forecast.ModelChanges;
import datalab.store.ledger.Commit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds a {@link Commit}: by default an empty one in epoch 0. Used by one test. */
public final class CommitBuilder {
    private final EventStream stream;
    private final int partition;
    private final long from;
    private final long next;
    private final List<ArchivedEvent> events = new ArrayList<>();
    private final List<Commit.Amendment> amended = new ArrayList<>();
    private final List<Reject> rejects = new ArrayList<>();
    private final Map<ViewFold, Map<RowKey, Partial>> partials = new HashMap<>();
    private final Map<String, byte[]> states = new HashMap<>();
    private final List<String> idempotencyKeys = new ArrayList<>();
    private long epoch;
    private long duplicates;

    private CommitBuilder(EventStream stream, int partition, long from, long next) {
        this.stream = stream;
        this.partition = partition;
        this.from = from;
        this.next = next;
    }

    /** A step of one partition over offsets [from, next). */
    public static CommitBuilder of(EventStream stream, int partition, long from, long next) {
        return new CommitBuilder(stream, partition, from, next);
    }

    public CommitBuilder events(ArchivedEvent... more) {
        events.addAll(List.of(more));
        return this;
    }

    public CommitBuilder events(List<ArchivedEvent> more) {
        events.addAll(more);
        return this;
    }

    public CommitBuilder amended(Commit.Amendment... more) {
        amended.addAll(List.of(more));
        return this;
    }

    public CommitBuilder rejects(Reject... more) {
        rejects.addAll(List.of(more));
        return this;
    }

    public CommitBuilder partials(ViewFold fold, Map<RowKey, Partial> rows) {
        partials.put(fold, rows);
        return this;
    }

    /** Folds this step's events into the view, on top of nothing. */
    public CommitBuilder folded(ViewFold fold) {
        Map<RowKey, Partial> rows = new HashMap<>();
        for (ArchivedEvent archived : events) {
            if (fold.takes(archived.event())) {
                fold.add(rows.computeIfAbsent(fold.key(archived.event()), key -> fold.empty()), archived.event());
            }
        }
        return partials(fold, rows);
    }

    public CommitBuilder state(String key, byte[] state) {
        states.put(key, state);
        return this;
    }

    public CommitBuilder idempotencyKeys(String... more) {
        idempotencyKeys.addAll(List.of(more));
        return this;
    }

    public CommitBuilder epoch(long number) {
        epoch = number;
        return this;
    }

    public CommitBuilder duplicates(long count) {
        duplicates = count;
        return this;
    }

    public Commit commit() {
        return new Commit(
                stream,
                partition,
                from,
                next,
                epoch,
                events,
                amended,
                rejects,
                partials,
                states,
                ModelChanges.NONE,
                idempotencyKeys,
                duplicates,
                Commit.LogMark.FIRST,
                0,
                false);
    }
}
