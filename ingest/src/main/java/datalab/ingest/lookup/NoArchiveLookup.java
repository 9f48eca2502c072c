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

/** An archive that is never there. */
record NoArchiveLookup() implements ArchiveLookup {

    @Override
    public Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues) {
        throw unavailable();
    }

    @Override
    public Set<Object> referable(EventStream stream, Reference reference, Collection<Object> values) {
        throw unavailable();
    }

    @Override
    public long handOut(EventStream stream, int count) {
        throw unavailable();
    }

    @Override
    public Span claim(EventStream stream, long number) {
        throw unavailable();
    }

    @Override
    public Map<String, Long> ofSends(EventStream stream, Map<String, Long> proposed) {
        throw unavailable();
    }

    @Override
    public Offsets processed(EventStream stream) {
        throw unavailable();
    }

    @Override
    public boolean has(EventStream stream, Coordinate at) {
        throw unavailable();
    }

    @Override
    public Optional<Event> first(EventStream stream, List<Object> uniqueValues) {
        throw unavailable();
    }

    private static ArchiveUnavailable unavailable() {
        String message = "this process uses no archive";
        return new ArchiveUnavailable(message, new IllegalStateException(message));
    }
}
