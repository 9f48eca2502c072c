package datalab.process.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an alert says of one event, or of the row of one window.
 *
 * @param at the event's time, or the beginning of the window
 * @param end when it is whole: the same time, or the end of the window
 * @param begins whether {@code when} holds
 * @param ends whether an episode ends with it
 * @param value the number to show; null for none
 */
record AlertPoint(
        Instant at,
        Instant end,
        boolean begins,
        boolean ends,
        @Nullable Double value) {}
