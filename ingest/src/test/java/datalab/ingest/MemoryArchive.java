package datalab.ingest;

import datalab.ingest.lookup.ArchiveLookup;
import datalab.ingest.lookup.ArchiveUnavailable;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field.Reference;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/** An archive in memory with one stream that hands out numbers. It can be away, or be held back. Thread-safe. */
public final class MemoryArchive implements ArchiveLookup {
    private final Map<String, Set<List<Object>>> archived = new HashMap<>();
    private final TreeSet<Long> handedOut = new TreeSet<>();
    private final Map<String, Long> ofSends = new HashMap<>();
    private final Map<List<Object>, Event> firsts = new HashMap<>();
    private final Set<Coordinate> repeats = new HashSet<>();
    private final ReadWriteLock hold = new ReentrantReadWriteLock();
    private long next = 1;
    private long processed;
    private boolean away;
    private int questions;

    @Override
    public Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues) {
        return asked(() -> {
            Set<List<Object>> known = new HashSet<>(uniqueValues);
            known.retainAll(archived.getOrDefault(stream.topic(), Set.of()));
            return known;
        });
    }

    @Override
    public Set<Object> referable(EventStream stream, Reference reference, Collection<Object> values) {
        return asked(() -> {
            Set<List<Object>> there = archived.getOrDefault(stream.lab() + "." + reference.stream(), Set.of());
            return values.stream()
                    .filter(value -> there.contains(List.of(value)))
                    .collect(Collectors.toSet());
        });
    }

    @Override
    public long handOut(EventStream stream, int count) {
        return asked(() -> {
            long first = next;
            for (int i = 0; i < count; i++) {
                handedOut.add(next++);
            }
            return first;
        });
    }

    @Override
    public Span claim(EventStream stream, long number) {
        return asked(() -> {
            next = Math.max(next, number + 1);
            if (!handedOut.contains(number)) {
                Long below = handedOut.lower(number);
                Long above = handedOut.higher(number);
                return new Span(below == null ? Long.MIN_VALUE : below + 1, above == null ? next : above, false);
            }
            long first = number;
            long after = number;
            while (handedOut.contains(first - 1)) {
                first--;
            }
            while (handedOut.contains(after)) {
                after++;
            }
            return new Span(first, after, true);
        });
    }

    @Override
    public Map<String, Long> ofSends(EventStream stream, Map<String, Long> proposed) {
        return asked(() -> {
            proposed.forEach(ofSends::putIfAbsent);
            return proposed.keySet().stream().collect(Collectors.toMap(id -> id, ofSends::get));
        });
    }

    @Override
    public Offsets processed(EventStream stream) {
        return asked(() -> Offsets.NONE.with(0, processed));
    }

    @Override
    public boolean has(EventStream stream, Coordinate at) {
        return asked(() -> !repeats.contains(at));
    }

    @Override
    public Optional<Event> first(EventStream stream, List<Object> uniqueValues) {
        return asked(() -> Optional.ofNullable(firsts.get(uniqueValues)));
    }

    /** Archives an event of an identity. */
    public synchronized void first(Event event) {
        firsts.put(event.uniqueValues(), event);
    }

    /** Archives what is identified so. */
    public synchronized void keep(String topic, Object id) {
        archived.computeIfAbsent(topic, ignored -> new HashSet<>()).add(List.of(id));
    }

    public synchronized void processTo(long nextOffset) {
        processed = nextOffset;
    }

    /** Finds the event of a place to repeat another. */
    public synchronized void repeat(Coordinate at) {
        repeats.add(at);
    }

    public synchronized void away(boolean now) {
        away = now;
    }

    /** No question is answered until {@link #release}, by the same thread. */
    public void hold() {
        hold.writeLock().lock();
    }

    public void release() {
        hold.writeLock().unlock();
    }

    public synchronized int questions() {
        return questions;
    }

    private interface Question<T> {
        T answer();
    }

    private <T> T asked(Question<T> question) {
        hold.readLock().lock();
        try {
            synchronized (this) {
                questions++;
                if (away) {
                    throw new ArchiveUnavailable("the archive is away", new IllegalStateException("for a test"));
                }
                return question.answer();
            }
        } finally {
            hold.readLock().unlock();
        }
    }
}
