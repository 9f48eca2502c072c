package datalab.process.publish;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.output.Output;
import datalab.lab.output.OutputColumns;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.process.batch.BatchWork;
import datalab.process.publish.BrokenOutputs.Killed;
import datalab.process.publish.BrokenOutputs.Plant;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.batch.BatchKind;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import datalab.store.output.OutputFenced;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLeaseLost;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Walks at random through everything that can happen to an output: events, publishers that are killed, or frozen while others go
 * on, events that are taken out of the archive by a recompute, and somebody who asks for everything. After each step it looks at
 * the table as another program sees it. Owned by one thread.
 */
final class PublishWalk {
    private static final int PARTITIONS = 2;
    private static final int NAMES = 5;
    private static final int DEPTH_MAX = 3;
    private static final int STEPS_TO_REST = 200;

    private final Random random;
    private final Store store;
    private final OutputTarget target;
    private final Plant plant;
    private final Lab lab;
    private final EventStream events;
    private final ViewFold fold;
    private final OutputTable table;
    private final Consumer<String> forget;
    private final Function<OutputTable, Map<String, Seen>> look;
    private final Map<String, History> histories = new TreeMap<>();
    private final Map<String, Long> shown = new HashMap<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private long clock;
    private int depth;
    private @Nullable String fault;

    /**
     * @param forget takes a name's events out of the archive, as one that comes along would
     * @param look answers the rows that another program sees, by name
     */
    PublishWalk(
            Store store,
            OutputTarget target,
            Plant plant,
            Lab lab,
            Consumer<String> forget,
            Function<OutputTable, Map<String, Seen>> look,
            long seed) {
        this.random = new Random(seed);
        this.store = store;
        this.target = target;
        this.plant = plant;
        this.lab = lab;
        this.events = Objects.requireNonNull(lab.streams().get("events"));
        View view = Objects.requireNonNull(lab.views().get("counts"));
        this.fold = new ViewFold(view, events);
        String name = lab.name().replace('-', '_');
        Output output = new Output("target", name, Map.of());
        this.table = new OutputTable(lab.name() + ".counts/" + name, name, OutputColumns.of(output, fold));
        this.forget = forget;
        this.look = look;
        target.prepare(table);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            store.ledger().progress(events, partition);
        }
    }

    /** A row as the table shows it: how many events of a name, and the clock of the last of them. */
    record Seen(long n, long last) {}

    /** The clocks of a name's events, and of the moments at which all before were taken out. */
    private record History(List<Long> events, List<Long> removals) {
        long removalBefore(long time) {
            return removals.stream().filter(removal -> removal <= time).reduce(0L, (one, other) -> other);
        }

        long between(long after, long until) {
            return events.stream().filter(at -> at > after && at <= until).count();
        }
    }

    /** The first fault that a reader saw. */
    Optional<String> walk(int steps) {
        for (int step = 0; step < steps; step++) {
            note(something());
            note(check());
            if (fault != null) {
                return Optional.of("step " + step + ": " + fault);
            }
        }
        return Optional.ofNullable(settle()).map(what -> "at the end: " + what);
    }

    /** The first fault counts. */
    private void note(@Nullable String what) {
        fault = fault == null ? what : fault;
    }

    private @Nullable String something() {
        int what = random.nextInt(100);
        if (what < 30) {
            event();
        } else if (what < 33) {
            remove();
        } else if (what < 34) {
            store.outputs().askAgain(id());
        } else if (what < (depth > 0 ? 60 : 40)) {
            publishers.add(publisher(this::around));
            go(publishers.getLast());
        } else if (what < 42) {
            return depth == 0 ? settle() : null;
        } else if (!publishers.isEmpty()) {
            go(publishers.get(random.nextInt(publishers.size())));
        }
        return null;
    }

    /** Around each call of a publisher: it is killed, or stands still while others act. */
    private void around() {
        if (random.nextInt(40) == 0) {
            throw new Killed();
        }
        if (depth < DEPTH_MAX && random.nextInt(6) == 0) {
            depth++;
            try {
                for (int i = 2 + random.nextInt(4); i > 0; i--) {
                    note(something());
                    note(check());
                }
            } finally {
                depth--;
            }
        }
    }

    private void go(Publisher publisher) {
        publishers.remove(publisher); // it cannot act while it stands still
        try {
            if (!publisher.isBegun()) {
                publisher.begin();
            }
            publisher.step();
            publishers.add(publisher);
        } catch (Killed | OutputFenced | OutputLeaseLost end) {
            publisher.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Publisher publisher(Runnable around) {
        BrokenOutputs seen = new BrokenOutputs(store.outputs(), target, plant, around);
        return new Publisher(
                id(), table, new PublishedView(fold, table), seen.target(), seen.ledger(), new Semaphore(100));
    }

    private OutputId id() {
        return new OutputId(lab.name(), "counts", "target/" + table.name());
    }

    /** A commit of the speed layer: one event, or two. */
    private void event() {
        int partition = random.nextInt(PARTITIONS);
        Progress at = store.ledger().progress(events, partition);
        List<ArchivedEvent> some = new ArrayList<>();
        Map<RowKey, Partial> rows = new HashMap<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            String name = "n" + (random.nextInt(NAMES) / PARTITIONS * PARTITIONS + partition);
            clock++;
            histories
                    .computeIfAbsent(name, one -> new History(new ArrayList<>(), new ArrayList<>()))
                    .events
                    .add(clock);
            some.add(StoreLab.event(
                    events, new Coordinate(partition, at.nextOffset() + some.size()), StoreLab.START, name, clock));
        }
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

    /** One name's events go out of the archive, and a recompute makes a generation without them. */
    private void remove() {
        String name = "n" + random.nextInt(NAMES);
        History history = histories.get(name);
        if (history != null) {
            clock++;
            history.removals.add(clock);
            forget.accept(name);
        }
        store.batches()
                .claim(lab.name(), fold.view().name(), BatchKind.RECOMPUTE, "walk", Duration.ofMinutes(1))
                .ifPresent(run -> BatchWork.toItsEnd(store, lab, fold.view(), run));
    }

    /** One publisher goes on until nothing is left to do, while the others stand still. */
    private @Nullable String settle() {
        Publisher last = publisher(() -> {});
        try {
            last.begin();
            int steps = 0;
            while (last.step() >= 0) {
                if (++steps > STEPS_TO_REST) {
                    return "it does not come to rest";
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            last.close();
        }
        Map<String, Seen> expected = new TreeMap<>();
        histories.forEach((name, history) -> {
            long removed = history.removalBefore(clock);
            long n = history.between(removed, clock);
            if (n > 0) {
                expected.put(name, new Seen(n, history.events.getLast()));
            }
        });
        Map<String, Seen> seen = new TreeMap<>(look.apply(table));
        return seen.equals(expected) ? check() : "quiet, but the table shows " + seen + " and the view " + expected;
    }

    /** Each row is as it was at some time, and not at an earlier one than it was seen as before. */
    private @Nullable String check() {
        Map<String, Seen> seen = publishers.isEmpty() && shown.isEmpty() ? Map.of() : look.apply(table);
        for (Map.Entry<String, History> each : histories.entrySet()) {
            String name = each.getKey();
            Seen row = seen.get(name);
            long before = shown.getOrDefault(name, 0L);
            if (row == null) {
                Optional<Long> removal = each.getValue().removals.stream()
                        .filter(at -> at > before)
                        .findFirst();
                if (before > 0 && !each.getValue().removals.contains(before) && removal.isEmpty()) {
                    return "row " + name + " is gone, and nobody took it away";
                }
                removal.filter(at -> before > 0).ifPresent(at -> shown.put(name, at));
                continue;
            }
            long removed = each.getValue().removalBefore(row.last);
            if (row.n != each.getValue().between(removed, row.last)) {
                return "row " + name + " shows " + row + ", as it never was";
            }
            if (row.last < before) {
                return "row " + name + " went back from " + before + " to " + row.last;
            }
            shown.put(name, row.last);
        }
        return null;
    }
}
