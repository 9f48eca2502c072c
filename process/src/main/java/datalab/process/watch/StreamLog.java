package datalab.process.watch;

import datalab.lab.EventStream;
import datalab.log.LogPlaces;
import datalab.log.TopicState;
import datalab.store.Progress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the log of a stream stands.
 *
 * @param refusal why the stream takes nothing; null while it does
 * @param starts by partition
 */
public record StreamLog(@Nullable String refusal, Map<Integer, LogPlaces.Start> starts) {

    static StreamLog of(EventStream stream, List<Progress> progress, @Nullable TopicState state) {
        Map<Integer, LogPlaces.Start> starts = new HashMap<>();
        for (Progress one : progress) {
            starts.put(
                    one.partition(), new LogPlaces.Start(logOf(one), one.log().base()));
        }
        String gap = progress.stream()
                .filter(one -> one.log().gap() != null)
                .map(Progress::alarm)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new StreamLog(gap == null && state == null ? gone(stream) : gap, starts);
    }

    static int logOf(Progress progress) {
        return LogPlaces.logOf(progress.log().id(), progress.log().number());
    }

    static String alarm(EventStream stream, Gap gap) {
        return gap.what() + ". The stream takes nothing and goes on with nothing until a person has decided:"
                + " restore the log, or `./datalab resume " + stream.topic() + "`";
    }

    /** What is said of a stream whose topic is not there. */
    static String gone(EventStream stream) {
        return "Kafka has no topic " + stream.topic()
                + ": it was deleted. The stream takes nothing until it is restored, or" + " until `./datalab resume "
                + stream.topic() + "` makes it anew";
    }
}
