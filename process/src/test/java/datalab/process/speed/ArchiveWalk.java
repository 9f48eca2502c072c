package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.log.Headers;
import datalab.log.LogRecord;
import datalab.process.batch.BatchWork;
import datalab.process.speed.BrokenArchive.Plant;
import datalab.store.Ledger;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchLeaseLost;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import datalab.store.result.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A random walk over what can happen to a stream whose archive is on a server with single-row writes: owners of three definitions
 * are killed and frozen between any two rows, writes come late, idempotency keys are raced for in both partitions, while batches
 * and sweepers run and are killed, and crashes of the ledger's server take back commits. After every step readers must see just
 * what was committed. Owned by one thread.
 */
final class ArchiveWalk {
    private static final int PARTITIONS = 2;
    private static final int KEYS = 4;
    private static final int PAGE = 10_000;
    private static final List<BatchKind> KINDS = List.of(BatchKind.values());
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");

    private final LabFixture fixture;
    private final List<EventStream> definitions;
    private final EventStream stream;
    private final Store store;
    private final BrokenStore around;
    private final BrokenArchive archive;
    private final Plant plant;
    private final Random chance;
    private final CommittedEvents truth;
    private final LedgerCrash ledger;
    private final List<List<LogRecord>> log = new ArrayList<>();
    private final Interleaving owners;
    /** Whose transactions all wait for the disk. */
    private int batches;

    private int crashes;

    /**
     * Of one lab.
     *
     * @param definitions of the stream, in any of which an owner may have it; the first is that of the lab
     * @param connection to the ledger's database
     */
    ArchiveWalk(
            LabFixture fixture,
            Connection connection,
            List<EventStream> definitions,
            Store store,
            BrokenArchive archive,
            Plant plant,
            long seed) {
        this.fixture = fixture;
        this.definitions = List.copyOf(definitions);
        this.stream = definitions.getFirst();
        this.store = store;
        this.around = new BrokenStore(store, BrokenStore.Plant.NONE);
        this.archive = archive;
        this.plant = plant;
        this.chance = new Random(seed);
        this.owners = new Interleaving(chance, 4, 20, this::act, Set.of(StoreUnavailable.class, BatchLeaseLost.class));
        this.truth = new CommittedEvents(store, log);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            log.add(new ArrayList<>());
            store.ledger().progress(stream, partition);
        }
        this.ledger = new LedgerCrash(connection, fixture.lab().name(), truth);
    }

    /** Walks, and says what was wrong first; empty where nothing was. */
    Optional<String> walk(int steps) {
        archive.begin(chance, plant, this::between);
        around.around(moment -> between());
        for (int step = 0; step < steps; step++) {
            act();
            Optional<String> wrong = chance.nextInt(4) == 0 ? readBesideOthers() : Optional.empty();
            wrong = wrong.or(this::compare);
            if (wrong.isPresent()) {
                return Optional.of("step " + step + ": " + wrong.get());
            }
        }
        return Optional.empty();
    }

    /** A process that believes it owns a partition, with the definition of its own lab.yaml. */
    private final class Owner extends Interleaving.Walker {
        private final int number;
        private final WalkedPartition partition;
        private boolean hadNoAnswer;
        private int crashesKnown = crashes;

        Owner(int number, EventStream definition) {
            this.number = number;
            Ledger ledger = new PlantedLedger();
            PartitionCommitter committer = new PartitionCommitter(
                    definition,
                    number,
                    ledger,
                    new PlantedWriter(archive, around, plant),
                    new EventStepBuilder(definition, ledger, around, around, number));
            this.partition = new WalkedPartition(committer, log.get(number), chance);
        }

        private void begin() {
            int now = crashes;
            partition.begin();
            crashesKnown = now;
            hadNoAnswer = false;
        }

        @Override
        boolean step() {
            if (crashesKnown < crashes) {
                begin(); // a crash ends its connections
            }
            try {
                if (partition.step()) {
                    return true;
                }
                begin();
                return chance.nextBoolean();
            } catch (StoreUnavailable e) {
                hadNoAnswer = true;
                begin();
                return true;
            }
        }

        /** The ledger as this owner sees it. */
        private final class PlantedLedger extends DelegatedLedger {
            PlantedLedger() {
                super(around);
            }

            @Override
            public Progress takeOver(EventStream of, int part) {
                boolean keeps = plant == Plant.NO_NEW_TOKEN || (plant == Plant.SAME_TOKEN_AFTER_TIMEOUT && hadNoAnswer);
                Progress progress = keeps ? progress(of, part) : super.takeOver(of, part);
                ledger.durable();
                return progress;
            }

            @Override
            public Commit.Outcome commit(Commit commit) {
                long token = plant == Plant.TOKEN_UNCHECKED
                        ? store.ledger().progress(stream, number).token()
                        : commit.token();
                between();
                if (crashesKnown < crashes) {
                    throw new StoreUnavailable("connection lost", new SQLException("closed"));
                }
                ledger.beforeCommit();
                Commit.Outcome outcome = store.ledger().commit(commit.by(token, commit.log()));
                if (outcome instanceof Commit.Outcome.Done) {
                    truth.add(commit);
                    if (plant == Plant.LEDGER_BEFORE_ARCHIVE) {
                        archive.rowsOf(stream).write(token, commit.events(), List.of());
                    }
                }
                between();
                return outcome;
            }
        }
    }

    private void between() {
        if (batches > 0) {
            ledger.durable();
        }
        owners.between();
    }

    private void act() {
        int what = chance.nextInt(100);
        if (what < 30) {
            append();
        } else if (what < 40) {
            owners.killable(this::join);
        } else if (what < 46) {
            owners.killable(this::batch);
        } else if (what < 52) {
            owners.killable(this::sweep);
        } else if (what < 56) {
            archive.arrive();
        } else if (what < 60) {
            ledger.crash(chance);
            crashes++;
        } else {
            owners.stepOne();
        }
    }

    /** The old owner does not know. */
    private void join() {
        owners.join(new Owner(chance.nextInt(PARTITIONS), definitions.get(chance.nextInt(definitions.size()))));
    }

    private void sweep() {
        if (plant != Plant.SWEEP_NOT_DURABLE) {
            ledger.durable();
        }
        store.archive().writer().sweep(stream);
    }

    private void batch() {
        batches++;
        try {
            runBatch();
        } finally {
            ledger.durable();
            batches--;
        }
    }

    private void runBatch() {
        Lab lab = fixture.lab();
        List<View> views = List.copyOf(lab.views().values());
        View view = views.get(chance.nextInt(views.size()));
        BatchKind kind = KINDS.get(chance.nextInt(KINDS.size()));
        BatchWork.fault(store, around.batches(), around.archive(), lab, view, kind)
                .ifPresent(truth::wrong);
    }

    private void append() {
        int key = chance.nextInt(KEYS);
        List<LogRecord> partition = log.get(key % PARTITIONS);
        int number = chance.nextInt(3 + partition.size() / 2);
        String json = "{\"name\":\"s%d\",\"number\":%d,\"value\":%d,\"at\":\"%s\"}"
                .formatted(key, number, chance.nextInt(20), START.plusSeconds(partition.size()));
        int sent = log.stream().mapToInt(List::size).sum() / 12;
        Map<String, String> headers =
                chance.nextInt(4) == 0 ? Map.of(Headers.ONCE, "k" + (sent + chance.nextInt(2))) : Map.of();
        partition.add(new LogRecord(
                stream.topic(),
                new Coordinate(key % PARTITIONS, partition.size()),
                json.getBytes(UTF_8),
                START,
                headers));
    }

    /** A reader sees what counted before or after what others do meanwhile, and nothing else. */
    private Optional<String> readBesideOthers() {
        Map<String, String> before = new TreeMap<>(truth.texts());
        int crashesBefore = crashes;
        archive.beforeRows(
                this::act,
                at -> at.offset()
                        < store.ledger().progress(stream, at.partition()).nextOffset());
        Map<String, String> seen = seen();
        Map<String, String> after = truth.texts();
        boolean isKnown = seen.keySet().equals(before.keySet()) || seen.keySet().equals(after.keySet());
        boolean isRight = seen.entrySet().stream()
                .allMatch(event -> event.getValue().equals(before.get(event.getKey()))
                        || event.getValue().equals(after.get(event.getKey())));
        // What was read and then lost by a crash is nobody's fault.
        return crashesBefore < crashes || (isKnown && isRight)
                ? Optional.empty()
                : Optional.of("a reader saw " + seen + ", between " + before + " and " + after);
    }

    /** In one page, so at one moment. */
    private Map<String, String> seen() {
        Map<String, String> seen = new TreeMap<>();
        store.archive()
                .events(new EventQuery(stream, null, null, Map.of(), false, null, PAGE))
                .forEach(event -> seen.put(event.event().at().toString(), CommittedEvents.text(event)));
        return seen;
    }

    private Optional<String> compare() {
        if (truth.wrong().isPresent()) {
            return truth.wrong();
        }
        Map<String, String> seen = new TreeMap<>();
        Map<String, ArchivedEvent> all = owners.calmly(() -> LabFixture.archive(store, stream));
        all.forEach((at, event) -> seen.put(at, CommittedEvents.text(event)));
        if (!seen.equals(truth.texts())) {
            return Optional.of("archive has " + seen + ", committed are " + truth.texts());
        }
        List<Event> events = LabFixture.events(all.values());
        if (events.stream().map(Event::uniqueValues).collect(Collectors.toSet()).size() != events.size()) {
            return Optional.of("a repeat is in the archive: " + seen);
        }
        long rejects = store.rejects().rejectCounts(stream.lab()).getOrDefault(stream.name(), 0L);
        if (rejects != truth.rejects()) {
            return Optional.of(rejects + " rejects, expected " + truth.rejects());
        }
        for (View view : fixture.lab().views().values()) {
            Map<String, String> rows = fixture.rows(store, view);
            Map<String, String> folded = fixture.folded(view, events);
            if (!rows.equals(folded)) {
                return Optional.of("view " + view.name() + " has " + rows + ", expected " + folded);
            }
        }
        return Optional.empty();
    }
}
