package datalab.store.alert;

import datalab.lab.alert.AlertState;
import datalab.store.output.OutputId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question for a page of episodes, the latest beginning first.
 *
 * @param alerts of which
 * @param state in which; null for all
 * @param from those that had not ended before it; null for no bound
 * @param to those that began before it; null for no bound
 * @param after the last of the page before; null for the first page
 */
public record EpisodeQuery(
        List<OutputId> alerts,
        @Nullable AlertState state,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable After after,
        int limit) {
    public EpisodeQuery {
        alerts = List.copyOf(alerts);
    }

    /** A place in the order of episodes. */
    public record After(Instant since, String id) {}
}
