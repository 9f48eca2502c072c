package datalab.app;

import datalab.ingest.lookup.ArchiveLookup;
import datalab.ingest.lookup.ArchiveUnavailable;
import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field.Reference;
import datalab.store.Archive;
import datalab.store.Ledger;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.Scan;
import datalab.store.ledger.GeneratedNumbers;
import datalab.store.ledger.Progress;
import datalab.store.result.StoreUnavailable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Implements ingest's archive lookups on the store; an adapter, as ingest must not depend on the store. Thread-safe. */
record StoreArchiveLookup(Ledger ledger, Archive archive, GeneratedNumbers numbers, List<Lab> labs)
        implements ArchiveLookup {

    @Override
    public Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues) {
        return asked(() -> archive.known(stream, uniqueValues));
    }

    @Override
    public Set<Object> referable(EventStream stream, Reference reference, Collection<Object> values) {
        EventStream referred = labs.stream()
                .filter(lab -> lab.name().equals(stream.lab()))
                .flatMap(lab -> lab.streams().values().stream())
                .filter(other -> other.name().equals(reference.stream()))
                .findFirst()
                .orElseThrow();
        List<List<Object>> identities = values.stream().map(List::of).toList();
        return asked(() -> archive.known(referred, identities)).stream()
                .map(List::getFirst)
                .collect(Collectors.toSet());
    }

    @Override
    public long handOut(EventStream stream, int count) {
        return asked(() -> numbers.handOut(stream, count));
    }

    @Override
    public Span claim(EventStream stream, long number) {
        GeneratedNumbers.Span span = asked(() -> numbers.claim(stream, number));
        return new Span(span.first(), span.after(), span.handedOut());
    }

    @Override
    public Map<String, Long> ofSends(EventStream stream, Map<String, Long> proposed) {
        return asked(() -> numbers.ofSends(stream, proposed));
    }

    @Override
    public Offsets processed(EventStream stream) {
        return Progress.offsets(asked(() -> ledger.progress(stream)));
    }

    @Override
    public boolean has(EventStream stream, Coordinate at) {
        Scan one = new Scan(stream, List.of(), at.partition(), at.offset(), at.offset() + 1, 1);
        return !asked(() -> archive.scan(one)).isEmpty(); // whether it is shown or not
    }

    @Override
    public Optional<Event> first(EventStream stream, List<Object> uniqueValues) {
        return asked(() -> archive.identified(stream, List.of(uniqueValues))).stream()
                .map(ArchivedEvent::event)
                .findFirst();
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (StoreUnavailable e) {
            throw new ArchiveUnavailable("the store does not answer", e);
        }
    }
}
