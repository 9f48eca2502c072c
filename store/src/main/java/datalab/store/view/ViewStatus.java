package datalab.store.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a view: whether it is served or being built, and its published generation.
 *
 * @param served whether readers have an answer: a definition that is complete, the declared one or the one before
 * @param building whether the declared definition waits for a batch to fold the archive into it
 * @param generation of the batch layer that is served; 0 before the first
 * @param included the last epoch that it holds; -1 for none
 * @param published when that was
 * @param begins before it the served definition has no rows, as their events were dropped when it was built; without windows, it
 *     counts no events. Null where it has all
 */
public record ViewStatus(
        String view,
        boolean served,
        boolean building,
        long generation,
        long included,
        @Nullable Instant published,
        @Nullable Instant begins) {}
