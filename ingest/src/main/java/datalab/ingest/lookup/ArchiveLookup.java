package datalab.ingest.lookup;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field.Reference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ingest's queries to the archive, for streams that generate numbers, have references or wait until an event is visible.
 * Thread-safe; shared by all processes. Every method throws {@link ArchiveUnavailable} where there is no answer.
 */
public interface ArchiveLookup {

    /** For labs whose streams need no lookups. */
    ArchiveLookup NONE = new NoArchiveLookup();

    /** Whether ingesting a stream's events needs an archive. */
    static boolean isAsked(EventStream stream) {
        return stream.generated().isPresent() || stream.fields().stream().anyMatch(field -> field.reference() != null);
    }

    /** Which of these values of the stream's unique fields, in order, are archived. */
    Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues);

    /** Which of these values, of a field of the stream, identify an archived event that the field may refer to. */
    Set<Object> referable(EventStream stream, Reference reference, Collection<Object> values);

    /**
     * Allocates numbers that were never allocated before and never will be again.
     *
     * @return the first of {@code count} in a row
     */
    long handOut(EventStream stream, int count);

    /**
     * Whether a sender may supply a number; the answer is recorded, so that it stays true.
     *
     * @return the range of numbers around this one with the same answer
     */
    Span claim(EventStream stream, long number);

    /**
     * Stores the numbers given to events with idempotency keys, so that a repeat is given the same.
     *
     * @return the number of each id: the proposed one, or another where it has one already
     */
    Map<String, Long> ofSends(EventStream stream, Map<String, Long> proposed);

    /** Where processing goes on. */
    Offsets processed(EventStream stream);

    /** Whether the event at a place in the log is archived: not, where it repeats another. */
    boolean has(EventStream stream, Coordinate at);

    /** The archived event with these values of the stream's unique fields, in order. */
    Optional<Event> first(EventStream stream, List<Object> uniqueValues);

    /**
     * Numbers in a row.
     *
     * @param after one more than the last
     * @param handedOut whether DataLab gives them to events; else it never will
     */
    record Span(long first, long after, boolean handedOut) {
        boolean holds(long number) {
            return first <= number && number < after;
        }
    }
}
