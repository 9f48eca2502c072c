package datalab.store.output;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By what a row of an output is known to the ledger.
 *
 * @param text of the values that identify it
 * @param window when its window began; null where it has none
 */
public record OutputKey(String text, @Nullable Instant window) {}
