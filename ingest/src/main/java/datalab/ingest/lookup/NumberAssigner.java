package datalab.ingest.lookup;

import datalab.ingest.lookup.ArchiveLookup.Span;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives numbers to a stream's events that have none, and decides which numbers senders may bring along. It takes as many
 * numbers as it needs at the moment and keeps none back, so there are gaps only where the log did not take an event.
 *
 * <p>A number that a sender supplies is free if it was not allocated; the archive then ensures that it never will be. An
 * allocated one belongs to an event that is archived (the new one is a duplicate and dropped), or to one that may still be
 * in flight in any process: then it is refused, since one of the two would be dropped as a duplicate of the other.
 */
final class NumberAssigner {
    private static final int SPANS_MAX = 1_000;
    private static final Coordinate NOWHERE = new Coordinate(0, 0);

    private final EventStream stream;
    private final Field field;
    private final int index;
    private final ArchiveLookup archive;
    private final EntityCache known;
    /** What is known of numbers, by the first of each span. It stays true. */
    private final TreeMap<Long, Span> spans = new TreeMap<>();

    NumberAssigner(EventStream stream, Field field, ArchiveLookup archive, EntityCache known) {
        this.stream = stream;
        this.field = field;
        this.index = stream.indexOf(field.name());
        this.archive = archive;
        this.known = known;
    }

    /** The name of the field. */
    String field() {
        return field.name();
    }

    void give(List<? extends PendingLookup> together) {
        List<PendingLookup> own = new ArrayList<>();
        List<PendingLookup> lacking = new ArrayList<>();
        for (PendingLookup pending : together) {
            if (pending.isOpen()) {
                (pending.payload.values()[index] == null ? lacking : own).add(pending);
            }
        }
        if (!own.isEmpty()) {
            claim(own);
        }
        if (!lacking.isEmpty()) {
            handOut(lacking);
        }
    }

    private void handOut(List<PendingLookup> lacking) {
        try {
            long next = archive.handOut(stream, lacking.size());
            Map<String, Long> ofSends = new LinkedHashMap<>();
            for (PendingLookup pending : lacking) {
                pending.number = next++;
                if (pending.once() != null) {
                    ofSends.putIfAbsent(pending.once(), pending.number);
                }
            }
            if (!ofSends.isEmpty()) {
                Map<String, Long> remembered = archive.ofSends(stream, ofSends);
                lacking.stream()
                        .filter(pending -> pending.once() != null)
                        .forEach(pending -> pending.number = remembered.get(pending.once()));
            }
        } catch (ArchiveUnavailable e) {
            lacking.forEach(pending -> pending.lookupFailure = "no number to be had: " + e.getMessage());
        }
    }

    /** The greatest goes first: where it is free, most of the others are too. */
    private void claim(List<PendingLookup> own) {
        own.sort(Comparator.comparingLong(this::number).reversed());
        List<PendingLookup> handedOut = new ArrayList<>();
        try {
            for (PendingLookup pending : own) {
                if (span(number(pending)).handedOut()) {
                    handedOut.add(pending);
                }
            }
            if (!handedOut.isEmpty()) {
                decide(handedOut);
            }
        } catch (ArchiveUnavailable e) {
            String lookupFailure = "it cannot be looked up which numbers are free: " + e.getMessage();
            own.stream()
                    .filter(pending -> !isFree(number(pending)))
                    .forEach(pending -> pending.lookupFailure = lookupFailure);
        }
    }

    private Span span(long number) {
        Span span = spanOf(number);
        if (span == null) {
            span = archive.claim(stream, number);
            if (spans.size() >= SPANS_MAX) {
                spans.clear();
            }
            spans.put(span.first(), span);
        }
        return span;
    }

    private @Nullable Span spanOf(long number) {
        Map.Entry<Long, Span> before = spans.floorEntry(number);
        return before != null && before.getValue().holds(number) ? before.getValue() : null;
    }

    private boolean isFree(long number) {
        Span span = spanOf(number);
        return span != null && !span.handedOut();
    }

    private void decide(List<PendingLookup> handedOut) {
        Map<PendingLookup, List<Object>> identities = new HashMap<>();
        for (PendingLookup pending : handedOut) {
            if (!stream.unique().isEmpty()) {
                identities.put(pending, identity(pending));
            }
        }
        Set<List<Object>> there = there(identities.values());
        for (PendingLookup pending : handedOut) {
            List<Object> identity = identities.get(pending);
            if (identity == null || !there.contains(identity)) {
                pending.refused = reserved(number(pending));
            }
        }
    }

    private Set<List<Object>> there(Collection<List<Object>> identities) {
        Set<List<Object>> there = new HashSet<>();
        Set<List<Object>> asked = new HashSet<>();
        for (List<Object> identity : identities) {
            boolean isKnown = identity.size() == 1 && known.has(stream.topic(), identity.getFirst());
            (isKnown ? there : asked).add(identity);
        }
        if (!asked.isEmpty()) {
            there.addAll(archive.known(stream, asked));
        }
        return there;
    }

    private Refused reserved(long number) {
        return new Refused(
                RejectReason.ID_RESERVED,
                field.name(),
                number + " is among the numbers that DataLab has handed out, and no event has it yet; leave "
                        + field.name() + " out to be given one, or take one that DataLab has not reached");
    }

    private List<Object> identity(PendingLookup pending) {
        DecodedPayload payload = pending.payload;
        return new Event(stream, payload, pending.arrived(), NOWHERE).uniqueValues();
    }

    private long number(PendingLookup pending) {
        Object number = pending.payload.values()[index];
        if (number == null) {
            throw new IllegalStateException("an event without a number among those with one");
        }
        return (Long) number;
    }
}
