package datalab.process.loggap;

import datalab.lab.stream.EventStream;
import datalab.log.TopicStates;
import datalab.log.TopicStatus;
import datalab.log.status.TopicSnapshot;
import datalab.store.ledger.Progress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Computes the status of a stream's topic and the messages that explain it. */
final class TopicStatusRules {
    private static final String UNTIL_SEEN =
            " The stream takes nothing until a process that has the store has seen it, and a" + " person has decided";

    private TopicStatusRules() {}

    /** From the store's record of it. */
    static TopicStatus of(EventStream stream, List<Progress> progress, @Nullable TopicSnapshot state) {
        Map<Integer, TopicStates.Start> starts = new HashMap<>();
        for (Progress one : progress) {
            starts.put(
                    one.partition(), new TopicStates.Start(logOf(one), one.log().base()));
        }
        String gap = progress.stream()
                .filter(one -> one.log().gap() != null)
                .map(Progress::alarm)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        String id = progress.stream()
                .map(one -> one.log().id())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new TopicStatus(id, gap == null && state == null ? gone(stream) : gap, starts);
    }

    /**
     * From what other processes have published.
     *
     * @param said while the topic may have been deleted since
     */
    static TopicStatus heard(EventStream stream, TopicStatus said, @Nullable TopicSnapshot state) {
        if (said.refusal() != null) {
            return said;
        }
        if (state == null) {
            return said.refusing(gone(stream));
        }
        return said.id() == null || said.id().equals(state.id())
                ? said
                : said.refusing("the topic " + stream.topic() + " was deleted and made anew." + UNTIL_SEEN);
    }

    /** The message for a stream whose log lacks acknowledged records, before details are known. */
    static String lacks(EventStream stream) {
        return "records of " + stream.topic() + " are missing: the log does not hold what it has acknowledged."
                + UNTIL_SEEN;
    }

    static int logOf(Progress progress) {
        return TopicStates.logOf(progress.log().id(), progress.log().number());
    }

    static String alarm(EventStream stream, LogGap gap) {
        return gap.what() + ". The stream takes nothing and goes on with nothing until a person has decided:"
                + " restore the log, or `./datalab resume " + stream.topic() + "`";
    }

    /** The message for a stream whose topic does not exist. */
    static String gone(EventStream stream) {
        return "Kafka has no topic " + stream.topic()
                + ": it was deleted. The stream takes nothing until it is restored, or" + " until `./datalab resume "
                + stream.topic() + "` makes it anew";
    }
}
