package datalab.lab;

import datalab.lab.time.Cron;
import org.jspecify.annotations.Nullable;

/**
 * The cron schedules on which the batch layer runs for a view. It is no part of the view's definition: another schedule is
 * no other view.
 *
 * @param compact when the speed layer's rows are merged into the batch layer's; null for never by itself
 * @param recompute when the whole view is folded again; null for never by itself
 */
public record Schedule(@Nullable Cron compact, @Nullable Cron recompute) {}
