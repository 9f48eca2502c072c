package datalab.store.forecast;

import datalab.lab.event.Offsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a model is.
 *
 * @param below what its parameters were fitted to: the events below
 * @param keys how many keys have parameters
 * @param fitted when that was; null for never
 * @param asked when somebody asked for a fit that has not begun; null for none
 * @param attempted when the last fit began; null for never
 * @param error why the last fit failed; null where it did not
 */
public record ModelStatus(
        String model,
        ModelVersion version,
        Offsets below,
        int keys,
        @Nullable Instant fitted,
        @Nullable Instant asked,
        @Nullable Instant attempted,
        @Nullable String error) {}
