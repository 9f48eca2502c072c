package datalab.process.speed;

import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.decode.RepeatDifference;
import datalab.lab.event.Event;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import datalab.store.Archive;
import datalab.store.ledger.Commit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Separates the events of a stream with unique fields into first occurrences and duplicates, in the order of the log. A
 * repeat that says the same is only counted; one that says something else is a reject, so that nothing it says is lost.
 * Owned by the partition's thread.
 */
final class UniqueFields {
    private final EventStream stream;
    private final Archive archive;
    private final SeenKeyCache<List<Object>> seen;

    UniqueFields(EventStream stream, Archive archive) {
        this.stream = stream;
        this.archive = archive;
        this.seen = new SeenKeyCache<>(values -> archive.known(stream, values));
    }

    /** An event and the record that it came as. */
    record Sent(Event event, LogRecord record) {}

    /** First events in the log's order, and what repeats others with other values. */
    record Parted(List<Event> events, List<Reject> rejects) {}

    Parted part(List<Sent> sent) {
        List<Event> events = new ArrayList<>(sent.size());
        List<Reject> rejects = new ArrayList<>();
        if (stream.unique().isEmpty()) {
            sent.forEach(one -> events.add(one.event()));
            return new Parted(events, rejects);
        }
        List<List<Object>> values =
                sent.stream().map(one -> one.event().uniqueValues()).toList();
        Set<List<Object>> archived = compareToArchive(sent, values, rejects);
        Map<List<Object>, Event> first = new HashMap<>();
        for (int i = 0; i < sent.size(); i++) {
            if (!archived.contains(values.get(i))) {
                Event event = sent.get(i).event();
                Event before = first.putIfAbsent(values.get(i), event);
                if (before == null) {
                    events.add(event);
                } else {
                    compare(before, sent.get(i), rejects);
                }
            }
        }
        return new Parted(events, rejects);
    }

    void remember(Commit commit) {
        if (!stream.unique().isEmpty()) {
            seen.remember(commit.events().stream()
                    .map(archived -> archived.event().uniqueValues())
                    .toList());
        }
    }

    void forget() {
        seen.forget();
    }

    /** Answers which of the values are archived. */
    private Set<List<Object>> compareToArchive(List<Sent> sent, List<List<Object>> values, Collection<Reject> rejects) {
        Set<List<Object>> known = seen.before(new LinkedHashSet<>(values));
        if (known.isEmpty()) {
            return known;
        }
        Map<List<Object>, List<Sent>> repeats = new HashMap<>();
        for (int i = 0; i < sent.size(); i++) {
            if (known.contains(values.get(i))) {
                repeats.computeIfAbsent(values.get(i), first -> new ArrayList<>())
                        .add(sent.get(i));
            }
        }
        Set<List<Object>> archived = new HashSet<>(); // fewer than known if events were dropped, or deleted by hand
        archive.identified(stream, repeats.keySet(), first -> {
            List<Object> identity = first.event().uniqueValues();
            archived.add(identity);
            repeats.getOrDefault(identity, List.of()).forEach(again -> compare(first.event(), again, rejects));
        });
        Set<List<Object>> gone = new HashSet<>(repeats.keySet());
        gone.removeAll(archived);
        archived.addAll(archive.known(stream, gone)); // what they said is forgotten, but not that they counted
        return archived;
    }

    private void compare(Event first, Sent again, Collection<Reject> rejects) {
        List<String> other = RepeatDifference.otherValues(first, again.event().payload());
        if (!other.isEmpty()) {
            String field = other.size() == 1 ? other.getFirst() : null;
            Refused why = new Refused(RejectReason.OTHER_VALUES, field, RepeatDifference.text(first, other));
            rejects.add(RejectDecoder.of(stream, again.record(), why));
        }
    }
}
