package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.log.LogRecord;
import datalab.process.batch.BatchWork;
import datalab.process.forget.ForgetJob;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchLeaseLost;
import datalab.store.forget.ForgetRequest;
import datalab.store.forget.ForgetRun;
import datalab.store.ledger.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A random walk as {@link SpeedWalk}, in which keys are forgotten: by processes that are killed between any two calls of the
 * store, two at a time, while owners that began before stand still, events of the key wait in the log, and batches run. After
 * every step the archive must have each event that was not forgotten, and none that was removed; once nothing is being removed,
 * the views must be what a fold over the others gives. Owned by one thread; the same seed walks the same way.
 */
final class ForgetWalk {
    private static final int PARTITIONS = 2;
    private static final int KEYS = 4;
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");
    private static final List<BatchKind> KINDS = List.of(BatchKind.RECOMPUTE, BatchKind.RECOMPUTE, BatchKind.COMPACT);

    private final LabFixture fixture;
    private final EventStream stream;
    private final Store store;
    private final Random chance;
    private final Interleaving owners;
    private final PlantedForget planted;
    private final BrokenStore around;
    private final List<List<LogRecord>> log = new ArrayList<>();
    private final List<Forgotten> forgotten = new ArrayList<>();

    /** What was asked, and where the ledger was then. */
    private record Forgotten(String key, long id, Offsets processed, Offsets below) {}

    ForgetWalk(LabFixture fixture, Store store, PlantedForget.Plant plant, long seed) {
        this.fixture = fixture;
        this.stream = fixture.stream("readings");
        this.store = store;
        this.chance = new Random(seed);
        this.owners = new Interleaving(chance, 5, 25, this::act, Set.of(BatchLeaseLost.class));
        this.planted = new PlantedForget(store, plant, owners::between);
        this.around = new BrokenStore(planted.seen(), BrokenStore.Plant.NONE);
        around.around(moment -> owners.between());
        for (int partition = 0; partition < PARTITIONS; partition++) {
            log.add(new ArrayList<>());
            store.ledger().progress(stream, partition);
        }
    }

    /** Walks, and says what was wrong first; empty where nothing was. */
    Optional<String> walk(int steps) {
        for (int step = 0; step < steps; step++) {
            act();
            Optional<String> wrong = owners.calmly(this::compare);
            if (wrong.isPresent()) {
                return Optional.of("step " + step + ": " + wrong.get());
            }
        }
        return Optional.empty();
    }

    private void act() {
        int what = chance.nextInt(100);
        if (what < 30) {
            append();
        } else if (what < 38 && owners.isCalm()) {
            int number = chance.nextInt(PARTITIONS);
            owners.join(new WalkedOwner(stream, number, around, log.get(number), chance));
        } else if (what < 55) {
            batch();
        } else if (what < 58) {
            ask();
        } else if (what < 72) {
            forget();
        } else {
            owners.stepOne();
        }
    }

    private void append() {
        int partition = chance.nextInt(PARTITIONS);
        long offset = log.get(partition).size();
        String value = chance.nextInt(10) == 0
                ? "{\"name\":\"k%d\",\"value\":true}".formatted(chance.nextInt(KEYS))
                : "{\"name\":\"k%d\",\"value\":%d,\"at\":\"%s\"}"
                        .formatted(chance.nextInt(KEYS), offset % 97 - 20, START.plusSeconds(offset * 7 % 300));
        log.get(partition)
                .add(new LogRecord(
                        stream.topic(), new Coordinate(partition, offset), value.getBytes(UTF_8), START, Map.of()));
    }

    private void ask() {
        String key = "k" + chance.nextInt(KEYS);
        Offsets processed = Progress.offsets(store.ledger().progress(stream));
        Map<Integer, Long> ends = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ends.put(partition, (long) log.get(partition).size());
        }
        ForgetRun run = store.forgets()
                .ask(new ForgetRequest(
                        fixture.lab(), Map.of(stream, key), Map.of(stream.topic(), new Offsets(ends)), "a walk"));
        forgotten.add(
                new Forgotten(key, run.id(), processed, run.parts().getFirst().below()));
    }

    private void forget() {
        List<ForgetRun> pending = store.forgets().pending(stream.lab());
        if (!pending.isEmpty()) {
            ForgetRun run = pending.get(chance.nextInt(pending.size()));
            owners.killable(() -> {
                planted.before(run, fixture.lab());
                new ForgetJob(planted.seen(), fixture.lab(), run, null).goOn();
            });
        }
    }

    /** A verification finds what is being removed, so it is none of these. */
    private void batch() {
        List<View> views = fixture.lab().viewsOf(stream);
        View view = views.get(chance.nextInt(views.size()));
        BatchKind kind = KINDS.get(chance.nextInt(KINDS.size()));
        owners.killable(() -> BatchWork.fault(around, around.batches(), around.archive(), fixture.lab(), view, kind));
    }

    private Optional<String> compare() {
        Set<String> must = new TreeSet<>();
        Set<String> may = new TreeSet<>();
        for (Progress progress : store.ledger().progress(stream)) {
            long skipped = expect(progress, must, may);
            if (progress.duplicates() != skipped) {
                return Optional.of(progress.duplicates() + " were passed over, expected " + skipped);
            }
        }
        Map<String, ArchivedEvent> archive = LabFixture.archive(store, stream);
        Set<String> missing = new TreeSet<>(must);
        missing.removeAll(archive.keySet());
        Set<String> back = new TreeSet<>(archive.keySet());
        back.removeAll(must);
        back.removeAll(may);
        if (!missing.isEmpty() || !back.isEmpty()) {
            return Optional.of("archive misses " + missing + ", and has " + back + ", which is forgotten");
        }
        return store.forgets().pending(stream.lab()).isEmpty() ? compareViews(archive) : Optional.empty();
    }

    private Optional<String> compareViews(Map<String, ArchivedEvent> archive) {
        for (View view : fixture.lab().viewsOf(stream)) {
            Map<String, String> rows = fixture.rows(store, view);
            Map<String, String> folded = fixture.folded(view, LabFixture.events(archive.values()));
            if (!rows.equals(folded)) {
                return Optional.of("view " + view.name() + " has " + rows + ", expected " + folded);
            }
        }
        return Optional.empty();
    }

    /** Answers how many events were forgotten while they waited in the log. */
    private long expect(Progress progress, Set<String> must, Set<String> may) {
        long skipped = 0;
        for (LogRecord record : log.get(progress.partition()).subList(0, Math.toIntExact(progress.nextOffset()))) {
            String text = new String(record.value(), UTF_8);
            if (text.contains("true")) {
                continue;
            }
            Coordinate at = record.at();
            List<Forgotten> of = forgotten.stream()
                    .filter(one -> text.contains("\"" + one.key + "\"") && one.below.covers(at))
                    .toList();
            if (of.stream().anyMatch(one -> !one.processed.covers(at))) {
                skipped++;
            } else if (of.isEmpty()) {
                must.add(at.toString());
            } else if (of.stream().allMatch(this::isBeingRemoved)) {
                may.add(at.toString());
            }
        }
        return skipped;
    }

    private boolean isBeingRemoved(Forgotten one) {
        return store.forgets().run(stream.lab(), one.id).orElseThrow().state() == ForgetRun.State.REMOVING;
    }
}
