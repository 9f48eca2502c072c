package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.log.Headers;
import datalab.log.LogRecord;
import datalab.process.batch.BatchWork;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchLeaseLost;
import datalab.store.ledger.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A random walk over all that can happen to owners of partitions: they are killed between any two calls of the store, frozen
 * while others move on and taken over from, while batches cut, compact, recompute and verify and are killed or frozen too. After
 * every step archive, rejects and views must be what a fold over the log up to the store's progress gives, and a verification
 * must find nothing. Owned by one thread; the same seed walks the same way.
 */
final class SpeedWalk {
    private static final int PARTITIONS = 2;
    private static final List<BatchKind> KINDS = List.of(BatchKind.values());
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");

    private final LabFixture fixture;
    private final EventStream stream;
    private final Store store;
    private final BrokenStore around;
    private final Random chance;
    private final List<List<LogRecord>> log = new ArrayList<>();
    private final Interleaving owners;
    private boolean changed;
    private Optional<String> wrong = Optional.empty();

    SpeedWalk(LabFixture fixture, String streamName, BrokenStore around, long seed) {
        this.fixture = fixture;
        this.stream = fixture.stream(streamName);
        this.store = around;
        this.around = around;
        this.chance = new Random(seed);
        this.owners = new Interleaving(chance, 6, 25, this::act, Set.of(BatchLeaseLost.class));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            log.add(new ArrayList<>());
            store.ledger().progress(stream, partition);
        }
    }

    /** Walks, and says what was wrong first; empty where nothing was. */
    Optional<String> walk(int steps) {
        for (int step = 0; step < steps; step++) {
            Optional<String> wrong = step();
            if (wrong.isPresent()) {
                return Optional.of("step " + step + ": " + wrong.get());
            }
        }
        return Optional.empty();
    }

    /** A store may notice a broken rule by itself, which is a fault found just as well. */
    private Optional<String> step() {
        try {
            around.around(this::between);
            act();
            around.around(moment -> {});
            return wrong.isPresent() || !changed ? wrong : compare();
        } catch (IllegalStateException e) {
            return Optional.of("the store refused: " + e.getMessage());
        }
    }

    /** Between two calls of the store: others act while this owner is frozen, or it is killed. */
    private void between(BrokenStore.Moment moment) {
        if (owners.isCalm()) {
            return;
        }
        changed |= moment == BrokenStore.Moment.AFTER_COMMIT;
        owners.between();
        if (moment == BrokenStore.Moment.AFTER_COMMIT && wrong.isEmpty() && chance.nextInt(100) < 20) {
            look();
        }
    }

    /** A reader comes in the middle of everything. */
    private void look() {
        wrong = owners.calmly(this::compare);
        changed = true;
    }

    private WalkedOwner newOwner() {
        int number = chance.nextInt(PARTITIONS);
        return new WalkedOwner(stream, number, around, log.get(number), chance);
    }

    private void act() {
        int what = chance.nextInt(100);
        if (what < 30) {
            append();
        } else if (what < 40) {
            join();
        } else if (what < 50) {
            batch();
        } else {
            owners.stepOne();
        }
    }

    /** The old owner does not know. */
    private void join() {
        if (owners.isCalm()) {
            owners.join(newOwner());
        }
    }

    /** Runs a batch, in the middle of which all else may happen. */
    private void batch() {
        List<View> views = fixture.lab().viewsOf(stream);
        View view = views.get(chance.nextInt(views.size()));
        BatchKind kind = KINDS.get(chance.nextInt(KINDS.size()));
        owners.killable(() -> BatchWork.fault(store, store.batches(), store.archive(), fixture.lab(), view, kind)
                .ifPresent(fault -> wrong = Optional.of(fault)));
        changed = true;
    }

    private void append() {
        int id = chance.nextInt(40);
        int partition = id % PARTITIONS;
        long offset = log.get(partition).size();
        String value = switch (chance.nextInt(8)) {
            case 0 -> "{'id': 5}";
            default -> json(id, partition * 1_000L + offset);
        };
        Map<String, String> headers =
                chance.nextInt(4) == 0 ? Map.of(Headers.ONCE, "k#" + partition + chance.nextInt(20)) : Map.of();
        log.get(partition)
                .add(new LogRecord(
                        stream.topic(), new Coordinate(partition, offset), value.getBytes(UTF_8), START, headers));
    }

    private String json(int id, long number) {
        return stream.unique().isEmpty()
                ? "{\"name\":\"s%d\",\"value\":%d,\"at\":\"%s\",\"_origin\":\"%s\"}"
                        .formatted(id % 5, number % 97 - 20, START.plusSeconds(number * 7 % 300), origin(number))
                : "{\"id\":\"u%d\",\"name\":\"%s\"}".formatted(id, "x".repeat(id % 7 + (number % 3 == 0 ? 1 : 0)));
    }

    private static String origin(long number) {
        return number % 5 == 0 ? "simulated" : number % 7 == 0 ? "modelled" : "observed";
    }

    private Optional<String> compare() {
        changed = false;
        Set<String> expected = new TreeSet<>();
        long rejects = 0;
        for (Progress progress : store.ledger().progress(stream)) {
            Counts counts = expect(progress, expected);
            rejects += counts.rejects();
            if (progress.duplicates() != counts.duplicates()) {
                return Optional.of(progress.duplicates() + " duplicates, expected " + counts.duplicates());
            }
        }
        Map<String, ArchivedEvent> archive = LabFixture.archive(store, stream);
        if (!archive.keySet().equals(expected)) {
            return Optional.of("archive has " + archive.keySet() + ", expected " + expected);
        }
        long kept = store.rejects().rejectCounts(stream.lab()).getOrDefault(stream.name(), 0L);
        if (kept != rejects) {
            return Optional.of(kept + " rejects, expected " + rejects);
        }
        for (View view : fixture.lab().viewsOf(stream)) {
            Map<String, String> rows = fixture.rows(store, view);
            Map<String, String> folded = fixture.folded(view, LabFixture.events(archive.values()));
            if (!rows.equals(folded)) {
                return Optional.of("view " + view.name() + " has " + rows + ", expected " + folded);
            }
        }
        return Optional.empty();
    }

    /** What became of records that are no events. */
    private record Counts(long rejects, long duplicates) {}

    /** The places of the events that count below the progress; answers what the other records are. */
    private Counts expect(Progress progress, Set<String> places) {
        Set<String> seen = new HashSet<>();
        Map<String, String> first = new HashMap<>();
        long rejects = 0;
        long duplicates = 0;
        for (LogRecord record : log.get(progress.partition()).subList(0, Math.toIntExact(progress.nextOffset()))) {
            String once = record.headers().get(Headers.ONCE);
            String text = new String(record.value(), UTF_8);
            String before = first.get(identity(text));
            if (once != null && !seen.add("once " + once)) {
                duplicates++;
            } else if (text.startsWith("{'") || (before != null && !before.equals(text))) {
                rejects++;
            } else if (before != null) {
                duplicates++;
            } else {
                places.add(record.at().toString());
                if (!stream.unique().isEmpty()) {
                    first.put(identity(text), text);
                }
            }
        }
        return new Counts(rejects, duplicates);
    }

    private static String identity(String text) {
        return text.split(",", 2)[0];
    }
}
