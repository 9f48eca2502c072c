package datalab.lab.view;

import datalab.lab.aggregate.fold.Aggregate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A keyed, windowed fold of a stream, as lab.yaml declares it. {@link ViewFold} runs it.
 *
 * @param stream the stream it is folded from; where there is a {@code meet} that of the {@link ContactRule}
 * @param by the group-by fields; empty for one row (per window)
 * @param every the length of the tumbling windows of event time, aligned to the epoch in UTC; null for no windows
 * @param aggregates named columns, in the order of the file
 * @param meet where its rows are pairs of those who met; null where they are not
 */
public record View(
        String lab,
        String name,
        String stream,
        List<String> by,
        @Nullable Duration every,
        List<Aggregate> aggregates,
        @Nullable Meet meet) {

    public View {
        by = List.copyOf(by);
        aggregates = List.copyOf(aggregates);
    }

    /** A view of a stream as it is. */
    public View(
            String lab,
            String name,
            String stream,
            List<String> by,
            @Nullable Duration every,
            List<Aggregate> aggregates) {
        this(lab, name, stream, by, every, aggregates, null);
    }

    /** The stream that lab.yaml names. */
    public String source() {
        return meet == null ? stream : meet.of();
    }

    /** Stores tell definitions apart by this: what a view does not have is left out, so that old ones stay the same. */
    @Override
    public String toString() {
        return "View[lab=" + lab + ", name=" + name + ", stream=" + stream + ", by=" + by + ", every=" + every
                + ", aggregates=" + aggregates + (meet == null ? "" : ", meet=" + meet) + "]";
    }
}
