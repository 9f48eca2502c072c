package datalab.lab.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.event.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A keyed, windowed fold of a stream, as lab.yaml declares it. {@link ViewFold} runs it.
 *
 * @param stream the stream it is folded from; where there is a {@code meet} that of the {@link ContactRule}
 * @param by the group-by fields; empty for one row (per window)
 * @param every the tumbling windows of event time; null for none
 * @param aggregates named columns, in the order of the file
 * @param meet where its rows are pairs of those who met; null where they are not
 * @param origins of the events that it folds; at least one. Others are as if they were not there
 * @param retain how old windows become before their rows are dropped, from their end; null keeps them for ever. It is no part
 *     of the definition: another one changes no row
 */
public record View(
        String lab,
        String name,
        String stream,
        List<String> by,
        @Nullable Windows every,
        List<Aggregate> aggregates,
        @Nullable Meet meet,
        Set<Origin> origins,
        @Nullable Duration retain) {
    /** What a view folds that does not say {@code origin:}. */
    public static final Set<Origin> OBSERVED = Set.of(Origin.OBSERVED);

    public View {
        by = List.copyOf(by);
        origins = Collections.unmodifiableSet(EnumSet.copyOf(origins));
        aggregates = List.copyOf(aggregates);
    }

    /** A view of a stream's observed events, in windows of one length. */
    public View(
            String lab,
            String name,
            String stream,
            List<String> by,
            @Nullable Duration every,
            List<Aggregate> aggregates) {
        this(lab, name, stream, by, every == null ? null : Windows.Fixed.of(every), aggregates, null, OBSERVED, null);
    }

    public View withEvery(@Nullable Windows others) {
        return new View(lab, name, stream, by, others, aggregates, meet, origins, retain);
    }

    /** The view that a {@link Rollup} of this one is as. */
    View rolledUp(List<String> fewer, @Nullable Windows larger) {
        return new View(lab, name, stream, fewer, larger, aggregates, meet, origins, retain);
    }

    public View withOrigins(Set<Origin> others) {
        return new View(lab, name, stream, by, every, aggregates, meet, others, retain);
    }

    public View withRetain(@Nullable Duration longest) {
        return new View(lab, name, stream, by, every, aggregates, meet, origins, longest);
    }

    /** A UUID for the row of a window, the same wherever it is shown; of a view without {@code by}. */
    public String rowId(Instant windowStart) {
        String text = lab + "." + name + " " + windowStart;
        return UUID.nameUUIDFromBytes(text.getBytes(UTF_8)).toString();
    }

    /** The names of its origins, in the order of {@link Origin}. */
    public List<String> originNames() {
        return origins.stream().map(Origin::text).toList();
    }

    /** The stream that lab.yaml names. */
    public String source() {
        return meet == null ? stream : meet.of();
    }

    /**
     * Stores identify definitions by this: what a view does not have is left out, so that old ones stay the same. Views that
     * fold events of any origin are as all were before views had origins.
     */
    @Override
    public String toString() {
        return "View[lab=" + lab + ", name=" + name + ", stream=" + stream + ", by=" + by + ", every=" + every
                + ", aggregates=" + aggregates + (meet == null ? "" : ", meet=" + meet)
                + (origins.size() == Origin.values().length ? "" : ", origin=" + originNames()) + "]";
    }
}
