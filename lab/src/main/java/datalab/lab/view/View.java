package datalab.lab.view;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A keyed, windowed fold of a stream, as lab.yaml declares it. {@link ViewFold} runs it.
 *
 * @param stream the stream it is folded from
 * @param by the group-by fields; empty for one row (per window)
 * @param every the length of the tumbling windows of event time, aligned to the epoch in UTC; null for no windows
 * @param aggregates named columns, in the order of the file
 */
public record View(
        String lab,
        String name,
        String stream,
        List<String> by,
        @Nullable Duration every,
        List<Aggregate> aggregates) {

    public View {
        by = List.copyOf(by);
        aggregates = List.copyOf(aggregates);
    }
}
