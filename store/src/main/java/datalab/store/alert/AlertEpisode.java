package datalab.store.alert;

import datalab.lab.alert.AlertState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That an alert held for a group for a while.
 *
 * @param id a UUID, the same in all that is told of it
 * @param since when it began
 * @param fired when it had lasted long enough: at {@code since} or after it
 * @param until when it ended; null while it goes on
 * @param value the number that was shown when it fired; null for none
 * @param told how many messages there are of it
 * @param toldState what the last of them says; null where there is none
 */
public record AlertEpisode(
        String id,
        AlertGroup group,
        Instant since,
        Instant fired,
        @Nullable Instant until,
        @Nullable Double value,
        int told,
        @Nullable AlertState toldState) {

    /** What it is by all that is known now. */
    public AlertState state() {
        return toldState == AlertState.WITHDRAWN
                ? AlertState.WITHDRAWN
                : until == null ? AlertState.FIRING : AlertState.RESOLVED;
    }
}
