package datalab.log.topic;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long topics keep records at least. Compacted topics have none.
 *
 * @param time null leaves it to the cluster
 * @param alters whether topics that are there are brought to it; else they are compared with it
 */
public record Retention(@Nullable Duration time, boolean alters) {
    public static final Retention OF_CLUSTER = new Retention(null, false);
}
