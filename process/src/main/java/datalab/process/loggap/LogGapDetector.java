package datalab.process.loggap;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.log.LogUnavailable;
import datalab.log.TopicStates;
import datalab.log.TopicStatus;
import datalab.log.status.LogInspector;
import datalab.log.status.TopicSnapshot;
import datalab.store.Ledger;
import datalab.store.ledger.LogIdentity;
import datalab.store.ledger.LogIdentityStore;
import datalab.store.ledger.Progress;
import datalab.store.result.StoreUnavailable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares each partition's log with the store's record of it, and records a gap in the store where they do not match.
 * Thread-safe; any number of processes may do it. Throws {@link LogUnavailable} and {@link StoreUnavailable} where nothing
 * can be said now.
 */
public final class LogGapDetector {
    private final Ledger ledger;
    private final LogIdentityStore identities;
    private final LogInspector states;
    private final TopicStates topicStates;
    private final Map<Asked, Long> ends = new ConcurrentHashMap<>();

    /** Where the epochs of one log end does not change but with its leader. */
    private record Asked(String id, int partition, int epoch, int leader) {}

    /** @param topicStates what was acknowledged to this process */
    public LogGapDetector(Ledger ledger, LogIdentityStore identities, LogInspector states, TopicStates topicStates) {
        this.ledger = ledger;
        this.identities = identities;
        this.states = states;
        this.topicStates = topicStates;
    }

    /**
     * Looks at one partition whose owner begins.
     *
     * @return how it stands: with a gap where there is one now
     */
    public Progress look(EventStream stream, int partition) {
        look(List.of(stream));
        return ledger.progress(stream, partition);
    }

    /** Whether a topic is still the one that was read; checked before each commit. */
    public boolean isStill(EventStream stream, Progress begun) {
        String id = begun.log().id();
        return id != null && states.isStill(stream.topic(), id);
    }

    /** Checks all partitions of some streams, and returns the status of each stream. */
    public Map<EventStream, TopicStatus> look(Collection<EventStream> streams) {
        Map<EventStream, List<Progress>> noted = new HashMap<>();
        streams.forEach(stream -> noted.put(stream, ledger.progress(stream)));
        Map<EventStream, Offsets> acknowledged = new HashMap<>();
        noted.forEach((stream, progress) -> acknowledged.put(stream, acknowledged(stream, progress)));
        Map<String, TopicSnapshot> now =
                states.of(streams.stream().map(EventStream::topic).toList());
        Map<EventStream, TopicStatus> found = new HashMap<>();
        noted.forEach((stream, progress) -> {
            TopicSnapshot state = now.get(stream.topic());
            boolean changed = state == null
                    ? tellGone(stream, progress)
                    : compare(stream, progress, state, acknowledged.getOrDefault(stream, Offsets.NONE));
            found.put(stream, TopicStatusRules.of(stream, changed ? ledger.progress(stream) : progress, state));
        });
        return found;
    }

    /** The current gap of a partition, regardless of what is recorded; empty where the log is the one that was read. */
    Optional<LogGap> now(EventStream stream, Progress noted, TopicSnapshot state) {
        return gap(stream, noted, state, acknowledged(stream, noted));
    }

    private Optional<LogGap> gap(EventStream stream, Progress noted, TopicSnapshot state, long acknowledged) {
        TopicSnapshot.Span span = state.partitions().get(noted.partition());
        if (span == null || noted.log().id() == null) {
            return Optional.empty();
        }
        LogSnapshot now = new LogSnapshot(state.id(), span.first(), span.end(), cut(stream, noted, state, span));
        return LogGap.of(noted, now, acknowledged)
                .or(() -> reusedOffset(stream, noted) ? Optional.of(LogGap.reusedOffset(noted)) : Optional.empty());
    }

    /** True where something was noted. */
    private boolean compare(EventStream stream, List<Progress> progress, TopicSnapshot state, Offsets acknowledged) {
        boolean changed = identify(stream, progress, state);
        for (Progress noted : progress) {
            if (noted.log().gap() == null) {
                changed |= compare(stream, noted, state, acknowledged.of(noted.partition()));
            }
        }
        return changed;
    }

    private boolean compare(EventStream stream, Progress noted, TopicSnapshot state, long acknowledged) {
        Optional<LogGap> gap = gap(stream, noted, state, acknowledged);
        if (gap.isPresent()) {
            identities.gap(stream, noted, gap.get().at(), TopicStatusRules.alarm(stream, gap.get()));
            return true;
        }
        if (TopicStatusRules.gone(stream).equals(noted.alarm())) {
            ledger.alarm(stream, noted.partition(), null);
        }
        TopicSnapshot.Span span = state.partitions().get(noted.partition());
        if (span != null && span.end() > Math.max(noted.nextInLog(), noted.log().end())) {
            identities.seen(stream, noted.partition(), noted.log(), span.end());
        }
        return false;
    }

    /** The topic may be made anew, or come back: only then is it known whether there is a gap. */
    private boolean tellGone(EventStream stream, List<Progress> progress) {
        List<Progress> untold = progress.stream()
                .filter(noted -> noted.alarm() == null && noted.log().id() != null)
                .toList();
        untold.forEach(noted -> ledger.alarm(stream, noted.partition(), TopicStatusRules.gone(stream)));
        return !untold.isEmpty();
    }

    /** Notes which topic it is before anything can be lost of it. */
    private boolean identify(EventStream stream, List<Progress> progress, TopicSnapshot state) {
        Map<Integer, LogIdentity> notes = new HashMap<>();
        progress.forEach(noted -> notes.put(noted.partition(), noted.log()));
        boolean changed = false;
        for (int partition : state.partitions().keySet()) {
            LogIdentity note = notes.get(partition);
            if (note == null || note.id() == null) {
                identities.identify(stream, partition, state.id());
                changed = true;
            }
        }
        return changed;
    }

    /** See {@link LogSnapshot#cut}. */
    private @Nullable Long cut(EventStream stream, Progress noted, TopicSnapshot state, TopicSnapshot.Span span) {
        int epoch = Math.min(noted.log().epoch(), span.epoch() - 1);
        boolean same = noted.log().epoch() == span.epoch();
        if (noted.log().epoch() < 0 || same || !state.id().equals(noted.log().id())) {
            return null;
        }
        if (epoch < 0) {
            return span.first();
        }
        return ends.computeIfAbsent(
                new Asked(state.id(), noted.partition(), epoch, span.epoch()),
                asked -> states.ends(stream.topic(), Map.of(asked.partition(), asked.epoch()))
                        .of(asked.partition()));
    }

    private Offsets acknowledged(EventStream stream, List<Progress> progress) {
        return Offsets.of(progress, Progress::partition, noted -> acknowledged(stream, noted));
    }

    private long acknowledged(EventStream stream, Progress noted) {
        return topicStates.acknowledged(stream.topic(), noted.partition(), TopicStatusRules.logOf(noted));
    }

    private boolean reusedOffset(EventStream stream, Progress noted) {
        return topicStates.reusedOffset(stream.topic(), noted.partition(), TopicStatusRules.logOf(noted));
    }
}
