package datalab.process.loggap;

import datalab.lab.stream.EventStream;
import datalab.log.status.LogInspector;
import datalab.log.status.TopicSnapshot;
import datalab.store.Ledger;
import datalab.store.ledger.LogIdentity;
import datalab.store.ledger.LogIdentityStore;
import datalab.store.ledger.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Resumes a stream after a gap in its log, at an operator's request. What is archived stays; all that the log holds and
 * that was not processed is processed; where it holds records at places that archived ones have, they get places above
 * them. Thread-safe.
 */
public final class LogGapResume {
    private final Ledger ledger;
    private final LogIdentityStore identities;
    private final LogInspector states;
    private final LogGapDetector gaps;
    private final Consumer<EventStream> makeTopic;

    /** @param makeTopic makes a topic that is not there */
    public LogGapResume(
            Ledger ledger,
            LogIdentityStore identities,
            LogInspector states,
            LogGapDetector gaps,
            Consumer<EventStream> makeTopic) {
        this.ledger = ledger;
        this.identities = identities;
        this.states = states;
        this.gaps = gaps;
        this.makeTopic = makeTopic;
    }

    /**
     * What is to be decided of one partition.
     *
     * @param missing how many acknowledged records are known to be lost; more may be
     * @param resumed whether it goes on now
     */
    public record Decision(int partition, long missing, String what, boolean resumed) {}

    /**
     * Lets a stream go on after a gap, where nothing is lost or that is accepted; answers what became of each partition.
     *
     * @param acceptLoss whether to go on where something is lost; nothing is changed where not and something is
     */
    public List<Decision> resume(EventStream stream, boolean acceptLoss) {
        Optional<TopicSnapshot> state = state(stream);
        if (state.isEmpty() && acceptLoss) {
            makeTopic.accept(stream);
            state = state(stream);
        }
        if (state.isEmpty()) {
            return List.of(new Decision(0, 0, TopicStatusRules.gone(stream), false));
        }
        gaps.look(List.of(stream)); // which topic it is now is noted, also if it was deleted just now
        List<Decision> decisions = new ArrayList<>();
        for (Progress noted : ledger.progress(stream)) {
            if (noted.log().gap() != null) {
                decisions.add(decide(stream, noted, state.get(), acceptLoss));
            }
        }
        return decisions;
    }

    private Decision decide(EventStream stream, Progress noted, TopicSnapshot state, boolean acceptLoss) {
        Optional<LogGap> now = gaps.now(stream, noted, state);
        long missing = now.map(LogGap::missing).orElse(0L);
        String what =
                now.map(LogGap::what).orElse("the log is again the one that was read, or has outgrown what it lost");
        boolean goesOn = acceptLoss && goOn(stream, noted, state, now);
        return new Decision(noted.partition(), missing, what, goesOn);
    }

    private boolean goOn(EventStream stream, Progress noted, TopicSnapshot state, Optional<LogGap> now) {
        TopicSnapshot.Span span = state.partitions().get(noted.partition());
        if (span == null) {
            return false;
        }
        LogIdentity note = noted.log();
        long at = at(noted, state, span, now);
        return identities.goOn(stream, noted.partition(), note, state.id(), at, span.end());
    }

    /** Nothing that the log holds and that was not processed may be passed over, nor anything taken twice. */
    private static long at(Progress noted, TopicSnapshot state, TopicSnapshot.Span span, Optional<LogGap> now) {
        Long found = noted.log().gap();
        if (found == null || !state.id().equals(noted.log().id())) {
            return span.first();
        }
        long next = noted.nextInLog();
        long also = now.map(LogGap::at).orElse(found);
        long least = Math.min(found, also);
        return Math.max(least < next ? least : Math.max(found, also), span.first());
    }

    private Optional<TopicSnapshot> state(EventStream stream) {
        Map<String, TopicSnapshot> states = this.states.of(List.of(stream.topic()));
        return Optional.ofNullable(states.get(stream.topic()));
    }
}
