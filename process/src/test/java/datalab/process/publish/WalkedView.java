package datalab.process.publish;

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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * The view that a walk's output shows, and what happens to it beside outputs: commits of the speed layer, crashes that take them
 * back, events that go. Owned by one thread.
 */
final class WalkedView {
    private final WalkedLedger ledger;
    private final Store store;
    private final Lab lab;
    private final EventStream events;
    private final ViewFold fold;
    private final ExpectedRows expected;
    /** Commits that a crash of the ledger's server may take back, the last one first. */
    private final Deque<Commits> volatiles = new ArrayDeque<>();

    private long clock;

    /** @param clock before it */
    private record Commits(long clock, Runnable takeBack) {}

    WalkedView(WalkedLedger ledger, Lab lab, ExpectedRows expected) {
        this.ledger = ledger;
        this.store = ledger.store();
        this.lab = lab;
        this.events = Objects.requireNonNull(lab.streams().get("events"));
        this.fold = new ViewFold(Objects.requireNonNull(lab.views().get("shown")), events);
        this.expected = expected;
    }

    EventStream events() {
        return events;
    }

    ViewFold fold() {
        return fold;
    }

    ExpectedRows expected() {
        return expected;
    }

    static String name(int number) {
        return "n%02d".formatted(number);
    }

    /** What is committed by now survives a crash. */
    void durable() {
        volatiles.clear();
    }

    /** One commit of events of these names. */
    void commit(int partition, int... numbers) {
        volatiles.push(new Commits(clock, ledger.before(lab, events, partition)));
        Progress at = store.ledger().progress(events, partition);
        List<ArchivedEvent> some = new ArrayList<>();
        Map<RowKey, Partial> rows = new HashMap<>();
        for (int number : numbers) {
            String name = name(number);
            clock++;
            expected.event(name, clock);
            some.add(StoreLab.event(
                    events,
                    new Coordinate(partition, at.nextOffset() + some.size()),
                    StoreLab.START.plusSeconds(number),
                    name,
                    clock));
        }
        expected.moment(clock);
        some.forEach(each -> fold.add(rows.computeIfAbsent(fold.key(each.event()), key -> fold.empty()), each.event()));
        store.views()
                .partials(fold, partition, at.epoch(), rows.keySet())
                .forEach((key, kept) -> fold.merge(Objects.requireNonNull(rows.get(key)), kept));
        Commit commit = CommitBuilder.of(events, partition, at.nextOffset(), at.nextOffset() + some.size())
                .epoch(at.epoch())
                .events(some)
                .partials(fold, rows)
                .commit();
        assertThat(store.ledger().commit(commit)).isEqualTo(new Commit.Outcome.Done());
    }

    /** The ledger's server takes back the last commits that have not waited for the disk. */
    void crash(Random random) {
        for (int i = random.nextInt(volatiles.size() + 1); i > 0; i--) {
            Commits last = volatiles.pop();
            last.takeBack().run();
            expected.takeBack(last.clock());
        }
    }

    /** One name's events go out of the archive, and a recompute makes a generation without them. */
    void remove(String name) {
        clock++;
        expected.removal(name, clock);
        ledger.forget(lab, name);
        store.batches()
                .claim(lab.name(), fold.view().name(), BatchKind.RECOMPUTE, "walk", Duration.ofMinutes(1))
                .ifPresent(run -> BatchWork.toItsEnd(store, lab, fold.view(), run));
        volatiles.clear();
        expected.moment(clock);
    }
}
