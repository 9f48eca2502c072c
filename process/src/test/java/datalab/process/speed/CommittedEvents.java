package datalab.process.speed;

import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.log.Headers;
import datalab.log.LogRecord;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.ledger.Commit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What readers must see: all that was committed. Judges each commit by itself: no record may be left out without a cause. */
final class CommittedEvents {
    private final Store store;
    private final List<List<LogRecord>> log;
    private final Map<Coordinate, Event> events = new HashMap<>();
    private final Map<String, String> texts = new TreeMap<>();
    private long rejects;
    private Optional<String> wrong = Optional.empty();

    CommittedEvents(Store store, List<List<LogRecord>> log) {
        this.store = store;
        this.log = log;
    }

    static String text(ArchivedEvent archived) {
        return text(archived.event(), archived.flagsJson());
    }

    private static String text(Event event, @Nullable String flags) {
        return Arrays.toString(event.payload().values()) + event.time() + " " + flags;
    }

    /** Each event with its flags, by its place. */
    Map<String, String> texts() {
        return texts;
    }

    long rejects() {
        return rejects;
    }

    void wrong(String what) {
        wrong = wrong.or(() -> Optional.of(what));
    }

    Optional<String> wrong() {
        return wrong;
    }

    /** What was committed at a moment. */
    record Saved(Map<Coordinate, Event> events, Map<String, String> texts, long rejects) {}

    Saved save() {
        return new Saved(Map.copyOf(events), Map.copyOf(texts), rejects);
    }

    void restore(Saved saved) {
        events.clear();
        events.putAll(saved.events());
        texts.clear();
        texts.putAll(saved.texts());
        rejects = saved.rejects();
    }

    void add(Commit commit) {
        for (ArchivedEvent event : commit.events()) {
            events.put(event.event().at(), event.event());
            texts.put(event.event().at().toString(), text(event));
        }
        commit.amended().forEach(amendment -> {
            Event event = events.get(amendment.at());
            if (event != null) {
                texts.put(amendment.at().toString(), text(event, amendment.flagsJson()));
            }
        });
        rejects += commit.rejects().size();
        judge(commit);
    }

    private void judge(Commit commit) {
        List<LogRecord> records = log.get(commit.partition())
                .subList(Math.toIntExact(commit.firstOffset()), Math.toIntExact(commit.nextOffset()));
        Set<String> newKeys = new HashSet<>(commit.idempotencyKeys());
        EventDecoder decoder = new EventDecoder(commit.stream());
        for (LogRecord record : records) {
            String once = record.headers().get(Headers.ONCE);
            boolean isRepeatedSend = once != null && !newKeys.remove(once);
            byte[] value = record.value() == null ? new byte[0] : record.value();
            if (!events.containsKey(record.at())
                    && !isRepeatedSend
                    && decoder.decode(value, 0, value.length, record.timestamp())
                            instanceof DecodeResult.Accepted accepted
                    && !repeats(new Event(commit.stream(), accepted.payload(), record.timestamp(), record.at()))) {
                wrong("lost " + record.at() + " as a repeat of nothing that counts");
            }
            if (isRepeatedSend
                    && store.ledger()
                            .seenIdempotencyKeys(commit.stream(), Set.of(once))
                            .isEmpty()) {
                wrong("left " + record.at() + " out as sent again, which it was not");
            }
        }
    }

    private boolean repeats(Event event) {
        return events.values().stream()
                .anyMatch(before -> before.at().partition() == event.at().partition()
                        && before.at().offset() < event.at().offset()
                        && before.uniqueValues().equals(event.uniqueValues()));
    }
}
