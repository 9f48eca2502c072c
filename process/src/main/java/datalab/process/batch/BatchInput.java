package datalab.process.batch;

import datalab.lab.Lab;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.process.contact.ContactSearch;
import datalab.store.Archive;
import datalab.store.batch.EpochCut;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The input of a batch: the archived events, or the contacts derived from them, below a cut. Owned by one thread. */
sealed interface BatchInput {

    /**
     * Hands out each event once.
     *
     * @param done receives how many offsets of a partition were processed since its last call
     */
    void each(EpochCut cut, Consumer<Event> events, LongConsumer done);

    /** What a view is folded from. */
    static BatchInput of(Archive archive, Lab lab, View view) {
        if (view.meet() == null) {
            return new Archived(archive, new ViewFold(view, lab.streamOf(view)));
        }
        EventStream source = Objects.requireNonNull(lab.streams().get(view.source()), view.source());
        return new Met(new ContactSearch(archive, view, source));
    }

    /** A stream's own events, as they are archived. */
    record Archived(Archive archive, ViewFold fold) implements BatchInput {
        private static final int EVENTS_MAX = 10_000;

        @Override
        public void each(EpochCut cut, Consumer<Event> events, LongConsumer done) {
            Part scan = (partition, from, until) -> archive.scan(fold, partition, from, until, EVENTS_MAX);
            inParts(cut, EVENTS_MAX, scan, part -> part.forEach(events), done);
        }
    }

    /** The contacts among a stream's events: each is found with the later one of its two in the order of the log. */
    record Met(ContactSearch search) implements BatchInput {

        @Override
        public void each(EpochCut cut, Consumer<Event> events, LongConsumer done) {
            Part scan = (partition, from, until) -> search.scan(partition, from, until, ContactSearch.EVENTS_MAX);
            BiPredicate<Event, Event> counts = (event, other) ->
                    cut.below().covers(other.at()) && other.at().compareTo(event.at()) < 0;
            inParts(cut, ContactSearch.EVENTS_MAX, scan, part -> search.find(part, counts, events), done);
        }
    }

    /** The next events of a partition, a bounded number. */
    interface Part {
        List<Event> events(int partition, long from, long until);
    }

    private static void inParts(
            EpochCut cut, int eventsMax, Part scan, Consumer<List<Event>> parts, LongConsumer done) {
        new TreeMap<>(cut.below().byPartition()).forEach((partition, until) -> {
            for (long from = 0; from < until; ) {
                List<Event> events = scan.events(partition, from, until);
                parts.accept(events);
                long next = events.size() < eventsMax
                        ? until
                        : events.getLast().at().offset() + 1;
                done.accept(next - from);
                from = next;
            }
        });
    }
}
