package datalab.process.speed;

import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.event.Origin;
import datalab.lab.geo.Wgs84;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Meet;
import datalab.lab.view.View;
import datalab.process.batch.BatchWork;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchLeaseLost;
import datalab.store.forecast.ModelChanges;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A random walk over all that can happen to those who find contacts: several are at it at once, they are killed between any two
 * calls of the store or frozen while others move on; locations come in late and to several partitions; batches cut, compact,
 * recompute and verify and are killed or frozen too. After every step the rows must be those of all pairs of locations up to the
 * store's progress, compared one by one. Owned by one thread; the same seed walks the same way.
 */
final class MeetWalk {
    private static final int PARTITIONS = 3;
    private static final int EVENTS_MAX = 4;
    private static final int ROWS_MAX = 6;
    private static final List<BatchKind> KINDS = List.of(BatchKind.values());
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");

    private final LabFixture fixture;
    private final EventStream locations;
    private final Store sound;
    private final BrokenStore store;
    private final EncounterCommitter.Pairing pairing;
    private final Random chance;
    private final List<Event> archive = new ArrayList<>();
    private final Interleaving walkers;
    private Optional<String> wrong = Optional.empty();

    /** @param rules those that the walkers keep */
    MeetWalk(LabFixture fixture, Store sound, Rules rules, long seed) {
        this.fixture = fixture;
        this.locations = fixture.stream("locations");
        this.sound = sound;
        this.store = new BrokenStore(sound, rules.plant);
        this.pairing = rules.pairing;
        this.chance = new Random(seed);
        this.walkers = new Interleaving(chance, 4, 20, this::act, Set.of(BatchLeaseLost.class));
        fixture.lab()
                .meetingsOf(locations)
                .forEach(view -> sound.ledger().progress(fixture.lab().streamOf(view), 0));
    }

    /** What a store is left without, and which pairs are counted. */
    record Rules(BrokenStore.Plant plant, EncounterCommitter.Pairing pairing) {}

    /** Walks, and says what was wrong first; empty where nothing was. */
    Optional<String> walk(int steps) {
        for (int step = 0; step < steps && wrong.isEmpty(); step++) {
            int number = step;
            store.around(this::between);
            act();
            store.around(moment -> {});
            wrong = wrong.or(this::compare).map(what -> "step " + number + ": " + what);
        }
        return wrong;
    }

    /** A process that believes a view is its to move on. */
    private final class Joiner extends Interleaving.Walker {
        private final EncounterCommitter join;
        private boolean began;

        Joiner(View view) {
            this.join = new EncounterCommitter(
                    EncounterCommitter.ContactStreams.of(fixture.lab(), view),
                    store,
                    store,
                    store,
                    new EncounterCommitter.Steps(pairing, EVENTS_MAX, ROWS_MAX));
        }

        @Override
        boolean step() {
            if (!began) {
                join.begin();
                began = true;
            }
            if (join.step() instanceof EncounterCommitter.Outcome.Lost) {
                began = false;
                return chance.nextBoolean();
            }
            return true;
        }
    }

    /** Between two calls of the store: others act while this one is frozen, or it is killed. */
    private void between(BrokenStore.Moment moment) {
        if (walkers.isCalm()) {
            return;
        }
        walkers.between();
        if (moment == BrokenStore.Moment.AFTER_COMMIT && wrong.isEmpty() && chance.nextInt(100) < 20) {
            wrong = compare();
        }
    }

    private void act() {
        int what = chance.nextInt(100);
        if (what < 35) {
            archive();
        } else if (what < 45) {
            walkers.join(new Joiner(anyView()));
        } else if (what < 55) {
            batch();
        } else {
            walkers.stepOne();
        }
    }

    private View anyView() {
        List<View> views = fixture.lab().meetingsOf(locations);
        return views.get(chance.nextInt(views.size()));
    }

    private void batch() {
        View view = anyView();
        BatchKind kind = KINDS.get(chance.nextInt(KINDS.size()));
        walkers.killable(() -> BatchWork.fault(sound, store.batches(), store.archive(), fixture.lab(), view, kind)
                .ifPresent(fault -> wrong = wrong.or(() -> Optional.of(fault))));
    }

    /** Some locations of one partition, with gaps as duplicates leave them. */
    private void archive() {
        int partition = chance.nextInt(PARTITIONS);
        Progress now = sound.ledger().progress(locations, partition);
        List<ArchivedEvent> events = new ArrayList<>();
        long next = now.nextOffset();
        for (int i = chance.nextInt(4); i >= 0; i--) {
            next += chance.nextInt(5) == 0 ? 1 : 0;
            Event event = event(new Coordinate(partition, next++));
            events.add(new ArchivedEvent(event, null));
        }
        Commit commit = new Commit(
                locations,
                partition,
                now.nextOffset(),
                next,
                now.epoch(),
                events,
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                ModelChanges.NONE,
                List.of(),
                0,
                Commit.LogMark.FIRST,
                0,
                false);
        sound.ledger().commit(commit);
        events.forEach(event -> archive.add(event.event()));
    }

    private Event event(Coordinate at) {
        @Nullable
        Object[] values = {
            chance.nextInt(12) == 0 ? null : (Object) (long) chance.nextInt(5),
            chance.nextInt(3) * 2e-5,
            179.99999 + chance.nextInt(2) * 1e-5
        };
        Instant time = START.plusSeconds(chance.nextInt(300));
        Origin origin = at.offset() % 6 == 0 ? Origin.SIMULATED : Origin.OBSERVED;
        return new Event(locations, new DecodedPayload(values, time, origin, null), START, at);
    }

    private Optional<String> compare() {
        for (View view : fixture.lab().meetingsOf(locations)) {
            Offsets line =
                    Progress.offsets(sound.ledger().progress(fixture.lab().streamOf(view)));
            Map<String, String> rows = fixture.rows(sound, view);
            Map<String, String> expected = fixture.folded(view, contacts(view, line));
            if (!rows.equals(expected)) {
                Map<String, String> missing = new TreeMap<>(expected);
                missing.entrySet().removeAll(rows.entrySet());
                rows.entrySet().removeAll(expected.entrySet());
                return Optional.of("view " + view.name() + " has " + rows + ", expected " + missing);
            }
        }
        return Optional.empty();
    }

    /** Of all pairs of locations above a line, by the words of the documentation. */
    private List<Event> contacts(View view, Offsets line) {
        Meet meet = Objects.requireNonNull(view.meet());
        EventStream stream = fixture.lab().streamOf(view);
        List<Event> above = archive.stream()
                .filter(event -> event.value(0) != null && line.covers(event.at()))
                .filter(event -> view.origins().contains(event.payload().origin()))
                .toList();
        List<Event> contacts = new ArrayList<>();
        for (Event one : above) {
            for (Event other : above) {
                Duration between = Duration.between(one.time(), other.time()).abs();
                double apart = Wgs84.metres(number(one, 1), number(one, 2), number(other, 1), number(other, 2));
                if ((long) person(one) < (long) person(other)
                        && apart <= meet.metres()
                        && between.compareTo(meet.within()) <= 0) {
                    boolean inOrder = one.time().isBefore(other.time());
                    Instant first = inOrder ? one.time() : other.time();
                    Instant last = inOrder ? other.time() : one.time();
                    @Nullable Object[] values = {person(one), person(other), apart, last};
                    Origin origin = view.origins().iterator().next();
                    DecodedPayload payload = new DecodedPayload(values, first, origin, null);
                    contacts.add(new Event(stream, payload, last, one.at()));
                }
            }
        }
        return contacts;
    }

    private static Object person(Event event) {
        return Objects.requireNonNull(event.value(0));
    }

    private static double number(Event event, int field) {
        return (Double) Objects.requireNonNull(event.value(field));
    }
}
