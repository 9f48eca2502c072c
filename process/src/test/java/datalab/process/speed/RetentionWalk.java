package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.Lab;
import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.log.LogRecord;
import datalab.process.batch.BatchWork;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchLeaseLost;
import datalab.store.batch.BatchStore;
import datalab.store.ledger.Progress;
import datalab.store.retention.Retained;
import datalab.store.view.ViewStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A random walk over what can happen to a stream that drops old events: owners commit, are killed, frozen and taken over from;
 * horizons are raised and events dropped, definitions change, batches run, and all of these are killed anywhere. After every step
 * a view must be what a fold over all events ever accepted gives, and the stream what lies at or after its horizon. Owned by one
 * thread; the same seed walks the same way.
 */
final class RetentionWalk {
    private static final int PARTITIONS = 2;
    private static final int SECONDS_A_RECORD = 7;
    private static final List<BatchKind> KINDS =
            List.of(BatchKind.RECOMPUTE, BatchKind.RECOMPUTE, BatchKind.COMPACT, BatchKind.VERIFY);
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");

    private final List<LabFixture> declarations;
    private final EventStream stream;
    private final Store store;
    private final BrokenStore around;
    private final PlantedRetention retention;
    private final Random chance;
    private final List<List<LogRecord>> log = new ArrayList<>();
    private final Map<Coordinate, Event> events = new HashMap<>();
    private final Interleaving owners;
    private LabFixture declared;
    private boolean changed;
    private Optional<String> wrong = Optional.empty();

    /** @param declarations of the lab, the first of which the store has */
    RetentionWalk(List<LabFixture> declarations, Store store, PlantedRetention retention, long seed) {
        this.declarations = List.copyOf(declarations);
        this.declared = declarations.getFirst();
        this.stream = declared.stream("readings");
        this.store = store;
        this.around = new BrokenStore(store, BrokenStore.Plant.NONE);
        this.retention = retention;
        this.chance = new Random(seed);
        this.owners = new Interleaving(chance, 2, 25, this::act, Set.of(BatchLeaseLost.class));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            log.add(new ArrayList<>());
            store.ledger().progress(stream, partition);
        }
    }

    /** Walks, and says what was wrong first; empty where nothing was. */
    Optional<String> walk(int steps) {
        around.around(moment -> owners.between());
        for (int step = 0; step < steps; step++) {
            changed = false;
            try {
                act();
            } catch (IllegalStateException e) { // a store may notice a broken rule by itself
                return Optional.of("step " + step + ": the store refused: " + e.getMessage() + ", " + e.getCause());
            }
            Optional<String> fault = wrong.isPresent() || !changed ? wrong : compare();
            if (fault.isPresent()) {
                return Optional.of("step " + step + ": " + fault.get());
            }
        }
        return Optional.empty();
    }

    private WalkedOwner newOwner() {
        int number = chance.nextInt(PARTITIONS);
        return new WalkedOwner(stream, number, around, log.get(number), chance);
    }

    private void act() {
        int what = chance.nextInt(100);
        if (what < 30) {
            append();
            return;
        }
        changed = true;
        if (what < 38) {
            owners.killable(() -> owners.join(newOwner())); // the old owner does not know
        } else if (what < 50) {
            owners.killable(this::batch);
        } else if (what < (owners.isCalm() ? 56 : 65)) {
            owners.killable(() -> retention.run(stream, horizon(), 1 + chance.nextInt(3), owners::between));
        } else if (what < 58 && owners.isCalm()) {
            declared = declarations.get(chance.nextInt(declarations.size()));
            store.prepare(declared.lab());
        } else {
            owners.stepOne();
        }
    }

    /** Some records back from the newest. */
    private Instant horizon() {
        return START.plusSeconds((long) SECONDS_A_RECORD * Math.max(0, records() - 5 - chance.nextInt(25)));
    }

    /** Runs a batch, in the middle of which all else may happen. */
    private void batch() {
        Lab lab = declared.lab();
        List<View> views = List.copyOf(lab.views().values());
        View view = views.get(chance.nextInt(views.size()));
        BatchKind kind = KINDS.get(chance.nextInt(KINDS.size()));
        if (status(view).building() && kind != BatchKind.RECOMPUTE) {
            return;
        }
        BatchStore batches = retention.batches(kind, owners::between);
        BatchWork.fault(store, batches, around.archive(), lab, view, kind)
                .ifPresent(fault -> wrong = Optional.of(fault));
    }

    private int records() {
        return log.stream().mapToInt(List::size).sum();
    }

    /** One in five is late, by up to what a horizon has long passed. */
    private void append() {
        int name = chance.nextInt(3);
        List<LogRecord> partition = log.get(name % PARTITIONS);
        int late = chance.nextInt(5) == 0 ? chance.nextInt(60) : 0;
        Instant now = START.plusSeconds((long) SECONDS_A_RECORD * records());
        Instant time = START.plusSeconds((long) SECONDS_A_RECORD * Math.max(0, records() - late));
        Coordinate at = new Coordinate(name % PARTITIONS, partition.size());
        String json = "{\"name\":\"s%d\",\"value\":%d,\"at\":\"%s\"}".formatted(name, records() % 50, time);
        partition.add(new LogRecord(stream.topic(), at, json.getBytes(UTF_8), now, Map.of()));
    }

    private Optional<String> compare() {
        return owners.calmly(() -> {
            List<Event> committed = committed();
            return archiveFault(committed).or(() -> viewFault(committed));
        });
    }

    /** All that was ever accepted, as far as the store has got. */
    private List<Event> committed() {
        List<Event> committed = new ArrayList<>();
        for (Progress progress : store.ledger().progress(stream)) {
            for (int offset = 0; offset < progress.nextOffset(); offset++) {
                committed.add(event(new Coordinate(progress.partition(), offset)));
            }
        }
        return committed;
    }

    /** Readers of the stream see all that is at or after the horizon, and nothing else. */
    private Optional<String> archiveFault(List<Event> committed) {
        Instant horizon = store.horizons().horizon(Retained.of(stream)).orElse(Instant.MIN);
        Set<String> shown = LabFixture.archive(store, stream).values().stream()
                .map(ArchivedEvent::event)
                .map(event -> event.at().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = new TreeSet<>();
        committed.stream()
                .filter(event -> !event.time().isBefore(horizon))
                .forEach(event -> expected.add(event.at().toString()));
        return shown.equals(expected)
                ? Optional.empty()
                : Optional.of("the stream shows " + shown + ", expected " + expected + " from " + horizon);
    }

    private Optional<String> viewFault(List<Event> committed) {
        for (View view : declared.lab().views().values()) {
            Optional<ViewFold> served = store.views().served(new ViewFold(view, stream));
            if (served.isEmpty()) {
                return Optional.of("view " + view.name() + " is not served");
            }
            View shown = served.get().view();
            Map<String, String> rows = declared.rows(store, shown);
            Map<String, String> folded = declared.folded(shown, fromBegin(shown, committed));
            if (!rows.equals(folded)) {
                return Optional.of("view " + view.name() + " has " + rows + ", expected " + folded);
            }
        }
        return Optional.empty();
    }

    /** Of a definition that was built over dropped events only whole windows; where it has none, all that it could see. */
    private List<Event> fromBegin(View view, List<Event> committed) {
        Instant begins = status(view).begins();
        if (begins == null) {
            return committed;
        }
        if (view.every() == null) {
            Offsets cut = retention.cuts().getOrDefault(view, Offsets.NONE);
            return committed.stream()
                    .filter(event -> !event.time().isBefore(begins) || !cut.covers(event.at()))
                    .toList();
        }
        Instant first = new ViewFold(view, stream).wholeWindowFrom(begins);
        return committed.stream().filter(event -> !event.time().isBefore(first)).toList();
    }

    private Event event(Coordinate at) {
        return events.computeIfAbsent(at, place -> {
            LogRecord record = log.get(at.partition()).get(Math.toIntExact(at.offset()));
            byte[] value = record.value() == null ? new byte[0] : record.value();
            if (new EventDecoder(stream).decode(value, 0, value.length, record.timestamp())
                    instanceof DecodeResult.Accepted accepted) {
                return new Event(stream, accepted.payload(), record.timestamp(), at);
            }
            throw new IllegalStateException("no event: " + record);
        });
    }

    private ViewStatus status(View view) {
        return store.batches().viewStatuses(declared.lab()).stream()
                .filter(status -> status.view().equals(view.name()))
                .findFirst()
                .orElseThrow();
    }
}
