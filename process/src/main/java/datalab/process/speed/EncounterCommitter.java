package datalab.process.speed;

import datalab.lab.Lab;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.process.contact.ContactSearch;
import datalab.store.Archive;
import datalab.store.Ledger;
import datalab.store.Views;
import datalab.store.ledger.DerivedCommit;
import datalab.store.ledger.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Advances a view of contacts along the archive in atomic steps: each pair of archived events is evaluated exactly once, in
 * the step that includes the later of the two, even if several workers run concurrently. Owned by one thread; any number of
 * them may be at it.
 *
 * <p>{@link #begin} first, and again after anything but a committed step: only the store's state counts.
 */
final class EncounterCommitter {
    private final EventStream source;
    private final EventStream contacts;
    private final Ledger ledger;
    private final Views views;
    private final Archive archive;
    private final Steps steps;
    private List<Definition> definitions = List.of();
    private Offsets taken = Offsets.NONE;
    private Offsets archived = Offsets.NONE;
    private long epoch;
    private int eventsMax;

    EncounterCommitter(ContactStreams streams, Ledger ledger, Views views, Archive archive, Steps steps) {
        this.source = streams.source();
        this.contacts = streams.contacts();
        this.ledger = ledger;
        this.views = views;
        this.archive = archive;
        this.steps = steps;
        this.eventsMax = steps.eventsMax();
    }

    /** The stream whose events meet, and the one of their contacts. */
    record ContactStreams(EventStream source, EventStream contacts) {
        static ContactStreams of(Lab lab, View view) {
            EventStream source = Objects.requireNonNull(lab.streams().get(view.source()), view.source());
            return new ContactStreams(source, lab.streamOf(view));
        }
    }

    /**
     * What belongs to a step.
     *
     * @param eventsMax how many are taken
     * @param rowsMax how many rows of a view are touched; with more a step of fewer events is made, down to one
     */
    record Steps(Pairing pairing, int eventsMax, int rowsMax) {
        static final Steps USUAL = new Steps(Pairing.ONCE, ContactSearch.EVENTS_MAX, 20_000);
    }

    /** Which pairs belong to a step. */
    interface Pairing {
        /** Where the later event of the two is taken: by a later step, or later in the order of the log in the same. */
        Pairing ONCE = (from, to, event, other) ->
                from.covers(other.at()) || (to.covers(other.at()) && other.at().compareTo(event.at()) < 0);

        /**
         * Whether a pair is counted.
         *
         * @param from where the step begins, and {@code to} where it ends
         * @param event lies between
         * @param other any that is archived
         */
        boolean counts(Offsets from, Offsets to, Event event, Event other);
    }

    /** A view has two definitions while it changes. */
    private record Definition(ViewFold fold, ContactSearch search) {}

    /** What became of a step. */
    sealed interface Outcome {
        /**
         * The store has it.
         *
         * @param events how many were taken
         */
        record Committed(int events) implements Outcome {}

        /** All that is archived has been taken. */
        record Idle() implements Outcome {}

        /** The store is at another position: begin again. */
        record Lost() implements Outcome {}
    }

    EventStream contacts() {
        return contacts;
    }

    /** Reads from the store where to go on; returns why it stopped, if it has. */
    @Nullable
    String begin() {
        for (Progress partition : ledger.progress(source)) {
            ledger.progress(contacts, partition.partition());
        }
        List<Progress> now = ledger.progress(contacts);
        taken = Progress.offsets(now);
        epoch = now.isEmpty() ? 0 : now.getFirst().epoch();
        definitions = views.folds(contacts).stream() // after the epoch, which tells of those that come in between
                .map(fold -> new Definition(fold, new ContactSearch(archive, fold.view(), source)))
                .toList();
        return now.isEmpty() ? null : now.getFirst().alarm();
    }

    /** Whether the store is still at this position: after a crash of its server it may have gone back. */
    boolean isInPlace() {
        return Progress.offsets(ledger.progress(contacts)).equals(taken);
    }

    /** How many archived events wait. */
    long behind() {
        return archived.lagOf(taken);
    }

    /** Takes the next archived events. An exception leaves open whether it happened. */
    Outcome step() {
        archived = Progress.offsets(ledger.progress(source));
        if (!taken.byPartition().keySet().containsAll(archived.byPartition().keySet())) {
            return new Outcome.Lost(); // there is a new partition
        }
        while (true) {
            try {
                return step(eventsMax);
            } catch (TooManyRows e) {
                eventsMax = Math.max(1, eventsMax / 2);
            }
        }
    }

    private Outcome step(int limit) {
        if (definitions.isEmpty()) {
            return new Outcome.Idle(); // another process has a newer lab.yaml
        }
        List<Event> events = new ArrayList<>();
        Offsets to = next(limit, events);
        if (to.equals(taken)) {
            return new Outcome.Idle();
        }
        Offsets from = taken;
        BiPredicate<Event, Event> counts = (event, other) -> steps.pairing.counts(from, to, event, other);
        Map<ViewFold, Map<RowKey, Partial>> partials = new HashMap<>();
        for (Definition definition : definitions) {
            partials.put(definition.fold, folded(definition, events, counts, limit > 1));
        }
        return switch (ledger.advance(new DerivedCommit(contacts, taken, to, epoch, partials))) {
            case DerivedCommit.Outcome.Done() -> {
                taken = to;
                eventsMax = Math.min(steps.eventsMax, eventsMax * 2);
                yield new Outcome.Committed(events.size());
            }
            case DerivedCommit.Outcome.Moved moved -> new Outcome.Lost();
            case DerivedCommit.Outcome.EpochChanged changed -> new Outcome.Lost();
        };
    }

    /** How far a step goes, and the events up to there: first those of the partition that is most behind. */
    private Offsets next(int limit, List<Event> events) {
        Offsets to = taken;
        List<Integer> partitions = taken.byPartition().keySet().stream()
                .sorted(Comparator.comparingLong(number -> taken.of(number) - archived.of(number)))
                .toList();
        for (int partition : partitions) {
            int left = limit - events.size();
            if (left > 0 && taken.of(partition) < archived.of(partition)) {
                to = to.with(partition, take(partition, left, events));
            }
        }
        return to;
    }

    /** Answers where the next step begins. */
    private long take(int partition, int limit, List<Event> events) {
        long until = archived.of(partition);
        // Definitions of one view that are in force together have the same fields.
        List<Event> some = definitions.getFirst().search.scan(partition, taken.of(partition), until, limit);
        events.addAll(some);
        return some.size() < limit ? until : some.getLast().at().offset() + 1;
    }

    private Map<RowKey, Partial> folded(
            Definition definition, List<Event> events, BiPredicate<Event, Event> counts, boolean bounded) {
        ViewFold fold = definition.fold;
        Map<RowKey, Partial> rows = new HashMap<>();
        definition.search.find(events, counts, contact -> {
            fold.add(rows.computeIfAbsent(fold.key(contact), key -> fold.empty()), contact);
            if (bounded && rows.size() > steps.rowsMax) {
                throw new TooManyRows();
            }
        });
        // Merging is commutative: what the store holds may come after what is new.
        views.partials(fold, DerivedCommit.PARTITION, epoch, rows.keySet())
                .forEach((key, stored) -> fold.merge(rows.getOrDefault(key, fold.empty()), stored));
        return rows;
    }

    /** A step of fewer events is to be made. */
    private static final class TooManyRows extends RuntimeException {
        private TooManyRows() {
            super("too many rows", null, false, false);
        }
    }
}
