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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Walks at random through everything that can happen to an output: events, publishers that are killed, or frozen while others go
 * on, events that are taken out of the archive by a recompute, and somebody who asks for everything. After each step it looks at
 * the table as another program sees it. Owned by one thread.
 */
final class PublishWalk {
    private static final int PARTITIONS = 2;
    private static final int NAMES = 5;
    /** Of a publisher to what is around it, in a step until its rows are written. */
    private static final int CALLS_UNTIL_WRITTEN = 5;

    private static final int DANGER = 40;
    private static final int WINDOWS = 12;
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
    private final Function<OutputTable, Map<String, List<Long>>> look;
    private final ExpectedRows expected;
    private final int rarity;
    /** A publisher is killed once in this number of calls on average; 0 for never. */
    private int danger = DANGER;

    private final int names;
    private final List<Publisher> publishers = new ArrayList<>();
    private long clock;
    private int depth;
    private @Nullable String fault;

    /**
     * @param forget takes a name's events out of the archive, as one that comes along would
     * @param columns of the output; empty for all of the view's
     * @param look answers the rows that another program sees, by name
     */
    PublishWalk(
            Store store,
            OutputTarget target,
            Plant plant,
            Lab lab,
            Map<String, String> columns,
            Consumer<String> forget,
            Function<OutputTable, Map<String, List<Long>>> look,
            long seed) {
        this.random = new Random(seed);
        this.store = store;
        this.target = target;
        this.plant = plant;
        this.lab = lab;
        this.events = Objects.requireNonNull(lab.streams().get("events"));
        View view = Objects.requireNonNull(lab.views().get("shown"));
        this.fold = new ViewFold(view, events);
        String name = lab.name().replace('-', '_');
        Output output = new Output("target", name, columns);
        this.rarity = columns.isEmpty() ? 1 : 6;
        this.names = columns.isEmpty() ? NAMES : WINDOWS;
        this.expected = new ExpectedRows(!columns.isEmpty());
        this.table = new OutputTable(lab.name() + ".shown/" + name, name, OutputColumns.of(output, fold));
        this.forget = forget;
        this.look = look;
        target.prepare(table);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            store.ledger().progress(events, partition);
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

    /**
     * A publisher stands still when it has written its rows, and another takes over and dies in the middle of a pass; then the
     * first one goes on. By chance this comes too seldom.
     */
    Optional<String> takenOver() {
        IntStream.range(0, names).forEach(number -> commit(number % PARTITIONS, number));
        AtomicInteger calls = new AtomicInteger(Integer.MIN_VALUE);
        Publisher one = publisher(() -> {
            if (calls.incrementAndGet() == CALLS_UNTIL_WRITTEN) {
                Publisher other = atRest(publisher(() -> {}));
                commit(1, 1);
                go(other);
                other.close();
            }
        });
        atRest(one);
        commit(0, 0);
        for (int page = BrokenOutputs.LIMITS.pageRows(); page < names; page += BrokenOutputs.LIMITS.pageRows()) {
            go(one);
        }
        calls.set(0);
        go(one); // the last page
        one.close();
        return Optional.ofNullable(settle());
    }

    private Publisher atRest(Publisher publisher) {
        try {
            publisher.begin();
            for (int steps = 0; publisher.step() >= 0; steps++) {
                assertThat(steps).isLessThan(STEPS_TO_REST);
            }
            return publisher;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first fault counts. */
    private void note(@Nullable String what) {
        fault = fault == null ? what : fault;
    }

    private @Nullable String something() {
        int what = random.nextInt(100);
        if (what < 30) {
            event();
        } else if (what < 33 && isTime()) {
            remove();
        } else if (what == 33 && isTime()) {
            store.outputs().askAgain(id());
        } else if (what >= 34 && what < (depth > 0 ? 60 : 40) && isTime()) {
            publishers.add(publisher(this::around));
            go(publishers.getLast());
        } else if (what >= 98) {
            return depth == 0 ? settle() : null;
        } else if (what >= (depth == 0 ? 90 : 80) && depth < 2 && rarity > 1) {
            return pass();
        } else if (!publishers.isEmpty()) {
            go(publishers.get(random.nextInt(publishers.size())));
        }
        return null;
    }

    /** All is quiet, then there is an event, and while all rows after it are written again the publisher is in danger. */
    private @Nullable String pass() {
        String wrong = depth == 0 ? settle() : null;
        Publisher one = publisher(this::around);
        publishers.add(one);
        danger = 0;
        for (int i = 0; i < names; i++) {
            go(one); // it reads all rows
        }
        event();
        for (int i = 1 + random.nextInt(6); i > 0 && publishers.contains(one); i--) {
            danger = 12;
            go(one);
            if (random.nextInt(4) == 0) {
                event();
            }
        }
        danger = DANGER;
        return wrong;
    }

    /** What sets publishers back is rare where they have a long way to go. */
    private boolean isTime() {
        return random.nextInt(rarity) == 0;
    }

    /** Around each call of a publisher: it is killed, or stands still while others act. */
    private void around() {
        if (danger == 0) {
            return;
        }
        if (random.nextInt(danger) == 0) {
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
        BrokenOutputs seen = new BrokenOutputs(store.outputs(), target, plant, random, around);
        return new Publisher(id(), table, seen.rows(fold, table), seen.target(), seen.ledger(), new Semaphore(100));
    }

    private OutputId id() {
        return new OutputId(lab.name(), "shown", "target/" + table.name());
    }

    /** A commit of the speed layer: one event, or two. */
    private void event() {
        int partition = random.nextInt(PARTITIONS);
        int[] numbers = IntStream.rangeClosed(0, random.nextInt(2))
                .map(one -> Math.max(random.nextInt(names), rarity == 1 ? 0 : random.nextInt(names)))
                .map(number -> number / PARTITIONS * PARTITIONS + partition)
                .toArray();
        commit(partition, numbers);
    }

    private void commit(int partition, int... numbers) {
        Progress at = store.ledger().progress(events, partition);
        List<ArchivedEvent> some = new ArrayList<>();
        Map<RowKey, Partial> rows = new HashMap<>();
        for (int number : numbers) {
            String name = "n%02d".formatted(number);
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

    /** One name's events go out of the archive, and a recompute makes a generation without them. */
    private void remove() {
        String name = "n%02d".formatted(random.nextInt(names));
        clock++;
        expected.removal(name, clock);
        forget.accept(name);
        store.batches()
                .claim(lab.name(), fold.view().name(), BatchKind.RECOMPUTE, "walk", Duration.ofMinutes(1))
                .ifPresent(run -> BatchWork.toItsEnd(store, lab, fold.view(), run));
        expected.moment(clock);
    }

    /** One publisher goes on until nothing is left to do, while the others stand still. */
    private @Nullable String settle() {
        atRest(publisher(() -> {})).close();
        Map<String, List<Long>> seen = new TreeMap<>(look.apply(table));
        return seen.equals(expected.now())
                ? check()
                : "quiet, but the table shows " + seen + " and the view " + expected.now();
    }

    private @Nullable String check() {
        return expected.fault(look.apply(table)).orElse(null);
    }
}
