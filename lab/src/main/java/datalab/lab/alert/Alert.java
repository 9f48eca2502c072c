package datalab.lab.alert;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition that people want to hear of, as lab.yaml declares it: either on what rows or events say, or that none come.
 * {@link AlertRule} judges by it.
 *
 * @param title what people call it, on one line
 * @param of a view with windows, or a stream
 * @param by the fields whose values are watched each on their own; empty for all together
 * @param when a CEL expression that is true where it begins; null where silence is the condition
 * @param until a CEL expression that is true where it ends; null where it ends as {@code when} is false
 * @param lasting for how long {@code when} holds before it fires; zero for at once
 * @param silent after how long without events it fires; null where {@code when} is the condition
 * @param value a CEL expression for the number to show with it; null for the one number that {@code when} names, if it names one
 */
public record Alert(
        String lab,
        String name,
        String title,
        String of,
        List<String> by,
        @Nullable String when,
        @Nullable String until,
        Duration lasting,
        @Nullable Duration silent,
        @Nullable String value) {
    public Alert {
        by = List.copyOf(by);
    }
}
