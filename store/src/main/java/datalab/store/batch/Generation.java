package datalab.store.batch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A generation of a view that is not published yet: the events of the epochs up to {@code epoch}.
 *
 * @param from rows whose window begins at or after it are folded, all others are as they are served, or left out where the
 *     definition is not served yet; null where all are folded
 */
public record Generation(long number, long epoch, @Nullable Instant from) {}
