package datalab.process.publish;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.output.Output;
import datalab.lab.output.OutputColumns;
import datalab.process.publish.BrokenOutputs.Killed;
import datalab.process.publish.BrokenOutputs.Plant;
import datalab.process.publish.BrokenOutputs.Surroundings;
import datalab.process.publish.walked.WalkedTarget;
import datalab.process.publish.walked.WalkedTarget.Guard;
import datalab.store.Store;
import datalab.store.output.OutputFenced;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLeaseLost;
import datalab.store.output.OutputRows;
import datalab.store.output.OutputTable;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Walks at random through everything that can happen to an output: events, publishers that are killed, or frozen while others go
 * on, writes that come late, crashes of the ledger's server, events that are taken out of the archive by a recompute, and
 * somebody who asks for everything. After each step it looks at the table as another program sees it. Owned by one thread.
 */
final class PublishWalk {
    private static final int PARTITIONS = 2;
    private static final int NAMES = 5;
    /** Of a publisher to what is around it, in a step until its rows are written. */
    private static final int CALLS_UNTIL_WRITTEN = 5;

    /** The same, in a step until its version is raised and nothing is read. */
    private static final int CALLS_UNTIL_READ = 3;

    private static final int DANGER = 40;
    /** One write in this number times out; fewer do where a publisher needs many writes. */
    private static final int UNANSWERED = 8;

    private static final int UNANSWERED_OF_TOTALS = 25;
    private static final int WINDOWS = 12;
    private static final int DEPTH_MAX = 3;
    private static final int STEPS_TO_REST = 200;

    private final Random random;
    private final Store store;
    private final WalkedTarget walked;
    private final Plant plant;
    private final Lab lab;
    private final WalkedView view;
    private final OutputTable table;
    private final int rarity;
    /** A publisher is killed once in this number of calls on average; 0 for never. */
    private int danger = DANGER;

    private final int names;
    private final int unanswered;
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Runnable> flying = new ArrayList<>();
    private long ticks;
    private int depth;
    private @Nullable String fault;

    /** @param columns of the output; empty for all of the view's */
    PublishWalk(
            WalkedLedger ledger, WalkedTarget walked, Plant plant, Lab lab, Map<String, String> columns, long seed) {
        this.random = new Random(seed);
        this.store = ledger.store();
        this.unanswered = columns.isEmpty() ? UNANSWERED : UNANSWERED_OF_TOTALS;
        this.walked = walked;
        this.plant = plant;
        this.lab = lab;
        this.rarity = columns.isEmpty() ? 1 : 6;
        this.names = columns.isEmpty() ? NAMES : WINDOWS;
        this.view = new WalkedView(ledger, lab, new ExpectedRows(!columns.isEmpty()));
        String name = lab.name().replace('-', '_');
        Output output = new Output("target", name, columns);
        this.table = new OutputTable(
                lab.name() + ".shown/" + name, name, OutputColumns.of(output, view.fold()), OutputRows.OF_VIEW);
        walked.target().prepare(table);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            store.ledger().progress(view.events(), partition);
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
        return Optional.ofNullable(end()).map(what -> "at the end: " + what);
    }

    /** Nothing new is published; then frozen publishers and pending writes complete late, and the checks still hold. */
    private @Nullable String end() {
        note(settle());
        danger = 0;
        while (fault == null && !publishers.isEmpty()) {
            go(publishers.getFirst()); // until it learns that others have taken over
            note(check());
        }
        while (fault == null && !flying.isEmpty()) {
            flying.removeFirst().run();
            note(check());
        }
        if (fault == null && walked.guard() == Guard.NONE && plant != Plant.NO_REFRESH) {
            store.outputs().askAgain(id());
        }
        note(rest());
        note(difference());
        return fault;
    }

    /**
     * A publisher stands still when it has written its rows, and another takes over and dies in the middle of a pass; then the
     * first one goes on. By chance this comes too seldom.
     */
    Optional<String> takenOver() {
        IntStream.range(0, names).forEach(number -> view.commit(number % PARTITIONS, number));
        AtomicInteger calls = new AtomicInteger(Integer.MIN_VALUE);
        Publisher one = publisher(new Calm() {
            @Override
            public void happen() {
                if (calls.incrementAndGet() == CALLS_UNTIL_WRITTEN) {
                    Publisher other = atRest(publisher(new Calm()));
                    view.commit(1, 1);
                    go(other);
                    other.close();
                }
            }
        });
        atRest(one);
        view.commit(0, 0);
        for (int page = BrokenOutputs.LIMITS.pageRows(); page < names; page += BrokenOutputs.LIMITS.pageRows()) {
            go(one);
        }
        calls.set(0);
        go(one); // the last page
        one.close();
        return Optional.ofNullable(settle());
    }

    /**
     * A publisher stands still before it reads, or between its version and its reading where these are apart; another takes over,
     * and its write is under way until the first one has gone on. By chance this comes too seldom.
     */
    Optional<String> readLate() {
        view.commit(0, 0);
        AtomicInteger calls = new AtomicInteger(Integer.MIN_VALUE);
        Publisher one = publisher(new Calm() {
            @Override
            public void happen() {
                if (calls.incrementAndGet() == CALLS_UNTIL_READ) {
                    go(publisher(new Unanswered()));
                    view.commit(0, 0);
                }
            }
        });
        atRest(one);
        view.commit(0, 0);
        calls.set(plant == Plant.VERSION_APART ? 0 : 1);
        go(one);
        note(check());
        flying.removeFirst().run();
        note(check());
        return Optional.ofNullable(fault);
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
        if (what < (rarity == 1 ? 26 : 28)) {
            event();
        } else if (what < 30) {
            view.crash(random);
        } else if (what < 33 && isTime()) {
            view.remove(WalkedView.name(random.nextInt(names)));
        } else if (what == 33 && isTime()) {
            store.outputs().askAgain(id());
        } else if (what >= 34 && what < (depth > 0 ? 60 : 40) && isTime()) {
            publishers.add(publisher(new Danger()));
            go(publishers.getLast());
        } else if (what >= 98) {
            return settle();
        } else if (what >= 95 && !flying.isEmpty()) {
            flying.remove(random.nextInt(flying.size())).run();
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
        Publisher one = publisher(new Danger());
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

    /** Nothing happens. */
    private class Calm implements Surroundings {
        @Override
        public void happen() {}

        @Override
        public void durable() {
            view.durable();
        }

        @Override
        public int cut(int rows) {
            return rarity == 1 || rows < 2 ? 0 : random.nextInt(rows);
        }

        @Override
        public boolean isUnanswered() {
            return false;
        }

        @Override
        public void fly(Runnable write) {
            flying.add(write);
        }

        @Override
        public long ticks() {
            return ++ticks;
        }
    }

    /** The first write gets no answer. */
    private final class Unanswered extends Calm {
        @Override
        public boolean isUnanswered() {
            return true;
        }
    }

    /** Around each call of a publisher: it is killed, or stands still while others act. */
    private final class Danger extends Calm {
        @Override
        public void happen() {
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

        @Override
        public int cut(int rows) {
            return rarity == 1 ? random.nextInt(rows) : super.cut(rows);
        }

        @Override
        public boolean isUnanswered() {
            return danger > 0 && random.nextInt(unanswered) == 0;
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

    private Publisher publisher(Surroundings around) {
        BrokenOutputs seen = new BrokenOutputs(store.outputs(), walked, plant, random, around);
        return new Publisher(
                id(), table, seen.rows(view.fold(), table), seen.target(), seen.ledger(), new Semaphore(100));
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
        view.commit(partition, numbers);
    }

    /** One publisher goes on until nothing is left to do, while the others stand still. */
    private @Nullable String settle() {
        String trouble = rest();
        return trouble != null || walked.guard() == Guard.NONE ? trouble : difference();
    }

    private @Nullable String rest() {
        atRest(publisher(new Calm())).close();
        return check();
    }

    private @Nullable String difference() {
        Map<String, List<Long>> seen = new TreeMap<>(seen());
        return seen.equals(view.expected().now())
                ? null
                : "quiet, but the table shows " + seen + " and the view "
                        + view.expected().now();
    }

    /** A target that keeps nobody out promises nothing while others may still write. */
    private @Nullable String check() {
        return walked.guard() == Guard.NONE
                ? null
                : view.expected().fault(seen()).orElse(null);
    }

    /** The numbers of each row that another program sees, by its name, or by that of its window's events. */
    private Map<String, List<Long>> seen() {
        Map<String, List<Long>> rows = new HashMap<>();
        for (List<@Nullable Object> row : walked.seen(table)) {
            String name = row.getFirst() instanceof Instant time
                    ? WalkedView.name(
                            (int) Duration.between(StoreLab.START, time).toSeconds())
                    : String.valueOf(row.getFirst());
            rows.put(name, row.stream().skip(1).map(Long.class::cast).toList());
        }
        return rows;
    }
}
