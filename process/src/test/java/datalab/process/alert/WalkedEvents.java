package datalab.process.alert;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.process.batch.BatchWork;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.batch.BatchKind;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The events that a walk's alerts watch, committed as the speed layer does. Owned by one thread. */
final class WalkedEvents {
    private static final String VIEW = "per_ten_seconds";

    private final Store store;
    private final Lab lab;
    private final EventStream stream;
    private final ViewFold fold;
    private final List<Reading> all = new ArrayList<>();

    /** An event as the walk knows it. */
    record Reading(String name, Instant at, @Nullable Double value) {}

    WalkedEvents(Store store, Lab lab) {
        this.store = store;
        this.lab = lab;
        this.stream = Objects.requireNonNull(lab.streams().get("events"));
        this.fold = new ViewFold(Objects.requireNonNull(lab.views().get(VIEW)), stream);
    }

    List<Reading> all() {
        return all;
    }

    void commit(int partition, List<Reading> readings) {
        Progress at = store.ledger().progress(stream, partition);
        List<ArchivedEvent> some = new ArrayList<>();
        Map<RowKey, Partial> rows = new HashMap<>();
        for (Reading reading : readings) {
            Coordinate place = new Coordinate(partition, at.nextOffset() + some.size());
            some.add(StoreLab.event(stream, place, reading.at(), reading.name(), reading.value()));
        }
        some.forEach(each -> fold.add(rows.computeIfAbsent(fold.key(each.event()), key -> fold.empty()), each.event()));
        store.views()
                .partials(fold, partition, at.epoch(), rows.keySet())
                .forEach((key, kept) -> fold.merge(Objects.requireNonNull(rows.get(key)), kept));
        Commit commit = CommitBuilder.of(stream, partition, at.nextOffset(), at.nextOffset() + some.size())
                .epoch(at.epoch())
                .events(some)
                .partials(fold, rows)
                .commit();
        assertThat(store.ledger().commit(commit)).isEqualTo(new Commit.Outcome.Done());
        all.addAll(readings);
    }

    /** Another generation of the view, with the same rows. */
    void recompute() {
        store.batches()
                .claim(lab.name(), VIEW, BatchKind.RECOMPUTE, "walk", Duration.ofMinutes(1))
                .ifPresent(run -> BatchWork.toItsEnd(store, lab, fold.view(), run));
    }
}
