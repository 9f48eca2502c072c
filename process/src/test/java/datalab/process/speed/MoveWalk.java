package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.log.Headers;
import datalab.log.LogRecord;
import datalab.process.batch.BatchWork;
import datalab.process.move.MoveRun;
import datalab.process.speed.PlantedMove.Plant;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchLeaseLost;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import datalab.store.move.ArchiveMove;
import datalab.store.move.MoveLost;
import datalab.store.postgres.PostgresStore;
import datalab.store.result.StoreUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A random walk over what can happen while the archive of a stream moves between PostgreSQL and two MongoDBs, there and back:
 * movers and owners are killed and frozen between any two calls, writes come late, and owners, batches and sweepers of every
 * place go on with a lab.yaml of before. After every step readers must see just what was committed. Owned by one thread.
 */
final class MoveWalk {
    private static final int PARTITIONS = 2;
    private static final int KEYS = 4;
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");

    /** A process whose lab.yaml has the archive at one place. */
    record Site(Lab lab, @Nullable ArchivePlace place, PostgresStore store) {}

    private final List<Site> sites;
    private final List<BrokenArchive> servers;
    private final List<EventStream> definitions;
    private final EventStream stream;
    private final PostgresStore mover;
    private final Plant plant;
    private final Random chance;
    private final CommittedEvents truth;
    private final List<List<LogRecord>> log = new ArrayList<>();
    private final Interleaving owners;
    private int moved;

    /**
     * @param sites the first has the archive at the beginning
     * @param definitions of the stream, in any of which an owner may have it; the first is that of the lab
     * @param mover a store that has prepared nothing, as that of the command
     */
    MoveWalk(
            List<Site> sites,
            List<BrokenArchive> servers,
            List<EventStream> definitions,
            PostgresStore mover,
            Plant plant,
            long seed) {
        this.sites = sites;
        this.servers = servers;
        this.definitions = List.copyOf(definitions);
        this.stream = definitions.getFirst();
        this.mover = mover;
        this.plant = plant;
        this.chance = new Random(seed);
        this.owners = new Interleaving(
                chance, 3, 25, this::act, Set.of(StoreUnavailable.class, BatchLeaseLost.class, MoveLost.class));
        this.truth = new CommittedEvents(mover, log);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            log.add(new ArrayList<>());
            mover.ledger().progress(stream, partition);
        }
    }

    /** Walks, and says what was wrong first; empty where nothing was. */
    Optional<String> walk(int steps) {
        for (BrokenArchive server : servers) {
            server.begin(chance, BrokenArchive.Plant.NONE, owners::between);
        }
        for (int step = 0; step < steps; step++) {
            act();
            Optional<String> wrong = compare();
            if (wrong.isPresent()) {
                return Optional.of("step " + step + ": " + wrong.get());
            }
        }
        return Optional.empty();
    }

    /** How often the archive has moved. */
    int moved() {
        return moved;
    }

    /** A process that believes it owns a partition. */
    private final class Owner extends Interleaving.Walker {
        private final WalkedPartition partition;

        Owner(Site site, int number, EventStream definition) {
            DelegatedLedger ledger = new Seen(site.store());
            PartitionCommitter committer = new PartitionCommitter(
                    definition,
                    number,
                    ledger,
                    site.store().archive().writer(),
                    new EventStepBuilder(definition, ledger, site.store().views(), known(site), number));
            this.partition = new WalkedPartition(committer, log.get(number), chance);
        }

        /** A table of before would not answer who begins unchecked; the mover's store has no place of its own. */
        private Archive known(Site site) {
            return (plant == Plant.BEGIN_UNCHECKED && site.place() == null ? mover : site.store()).archive();
        }

        @Override
        boolean step() {
            if (!partition.step()) {
                partition.begin();
            }
            return true;
        }
    }

    /** The ledger as an owner sees it. */
    private final class Seen extends DelegatedLedger {
        private final PostgresStore store;

        Seen(PostgresStore store) {
            super(store.ledger());
            this.store = store;
        }

        @Override
        public Progress begin(EventStream of, int partition) {
            return plant == Plant.BEGIN_UNCHECKED ? progress(of, partition) : super.begin(of, partition);
        }

        @Override
        public Commit.Outcome commit(Commit commit) {
            owners.between();
            Commit.Outcome outcome = store.ledger().commit(commit);
            if (outcome instanceof Commit.Outcome.Done) {
                truth.add(commit);
            }
            owners.between();
            return outcome;
        }
    }

    private void act() {
        int what = chance.nextInt(100);
        if (what < 30) {
            append();
        } else if (what < 42) {
            owners.killable(this::join);
        } else if (what < 47) {
            owners.killable(this::batch);
        } else if (what < 51) {
            owners.killable(() -> any(sites).store().archive().writer().sweep(stream));
        } else if (what < 55) {
            any(servers).arrive();
        } else if (what < 68) {
            owners.killable(this::move);
        } else {
            owners.stepOne();
        }
    }

    private <T> T any(List<T> several) {
        return several.get(chance.nextInt(several.size()));
    }

    private Site current() {
        ArchivePlace place = mover.moves().place(stream);
        return sites.stream()
                .filter(site -> Objects.equals(site.place(), place))
                .findFirst()
                .orElseThrow();
    }

    /** The old owner does not know. */
    private void join() {
        Site site = chance.nextInt(3) == 0 ? any(sites) : current();
        owners.join(new Owner(site, chance.nextInt(PARTITIONS), any(definitions)));
    }

    private void move() {
        ArchivePlace to = any(sites).place();
        PlantedMove around = new PlantedMove(mover.moves(), plant, chance, owners::between);
        Optional<ArchiveMove> begun = around.begin(stream, to);
        if (begun.isPresent()) {
            Lab lab = sites.getFirst().lab();
            var source = mover.side(lab, stream, begun.get().from());
            var target = mover.side(lab, stream, to);
            try {
                new MoveRun(
                                around,
                                begun.get(),
                                around.side(source, null),
                                around.side(target, source),
                                (phase, done, all) -> lapse())
                        .run();
                moved++;
            } catch (IllegalStateException e) {
                if (!String.valueOf(e.getMessage()).startsWith("the stream went on")) {
                    throw e;
                }
            }
        }
    }

    /** The time of a hold is over. */
    private void lapse() {
        if (chance.nextInt(4) == 0) {
            mover.moves().begin(stream, any(sites).place());
        }
    }

    private void batch() {
        Site site = chance.nextInt(2) == 0 ? any(sites) : current();
        View view = any(List.copyOf(site.lab().views().values()));
        BatchKind kind = any(List.of(BatchKind.values()));
        PostgresStore of = site.store();
        BatchWork.fault(mover, of.batches(), of.archive(), site.lab(), view, kind)
                .ifPresent(truth::wrong);
    }

    private void append() {
        int key = chance.nextInt(KEYS);
        List<LogRecord> partition = log.get(key % PARTITIONS);
        int number = chance.nextInt(3 + partition.size() / 2);
        String json = "{\"name\":\"s%d\",\"number\":%d,\"value\":%d,\"at\":\"%s\",\"more\":{\"b\":[1.50,null]}}"
                .formatted(key, number, chance.nextInt(20), START.plusSeconds(partition.size()));
        int sent = log.stream().mapToInt(List::size).sum() / 12;
        Map<String, String> headers =
                chance.nextInt(4) == 0 ? Map.of(Headers.ONCE, "k" + (sent + chance.nextInt(2))) : Map.of();
        Coordinate at = new Coordinate(key % PARTITIONS, partition.size());
        partition.add(new LogRecord(stream.topic(), at, json.getBytes(UTF_8), START, headers));
    }

    private Optional<String> compare() {
        return owners.calmly(() -> truth.wrong().or(this::differs));
    }

    private Optional<String> differs() {
        Site site = current();
        LabFixture fixture = new LabFixture(site.lab());
        Map<String, String> seen = new TreeMap<>();
        Map<String, ArchivedEvent> all = LabFixture.archive(site.store(), stream);
        all.forEach((at, event) -> seen.put(at, plain(CommittedEvents.text(event))));
        Map<String, String> committed = new TreeMap<>();
        truth.texts().forEach((at, text) -> committed.put(at, plain(text)));
        String where = ArchiveMove.text(site.place());
        if (!seen.equals(committed)) {
            return Optional.of("archive in " + where + " has " + seen + ", committed are " + committed);
        }
        List<Event> events = LabFixture.events(all.values());
        if (events.stream().map(Event::uniqueValues).collect(Collectors.toSet()).size() != events.size()) {
            return Optional.of("a repeat is in the archive in " + where + ": " + seen);
        }
        for (View view : site.lab().views().values()) {
            Map<String, String> rows = fixture.rows(site.store(), view);
            Map<String, String> folded = fixture.folded(view, events);
            if (!rows.equals(folded)) {
                return Optional.of("view " + view.name() + " has " + rows + ", expected " + folded);
            }
        }
        return Optional.empty();
    }

    /** Servers write JSON differently. */
    private static String plain(String text) {
        return text.replace(" ", "");
    }
}
