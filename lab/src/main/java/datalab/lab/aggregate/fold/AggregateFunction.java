package datalab.lab.aggregate.fold;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The syntax of an aggregate in lab.yaml: its name and arguments.
 *
 * @param example a call as messages show it, such as {@code top(3, value)}
 * @param arguments how many it takes
 * @param pattern what may stand in its parentheses, as a regular expression for the JSON Schema
 * @param meant common misspellings of it, with the suggested correction
 * @param reader makes the aggregate; null where it has noted a mistake
 */
public record AggregateFunction(
        String name,
        String example,
        int arguments,
        String pattern,
        Map<String, String> meant,
        Function<AggregateArguments, @Nullable Aggregate> reader) {

    public AggregateFunction {
        meant = Map.copyOf(meant);
    }

    /** A function of one expression. */
    public static AggregateFunction ofOne(
            String name, Map<String, String> meant, Function<AggregateArguments, @Nullable Aggregate> reader) {
        return new AggregateFunction(name, name + "(value)", 1, ".+", meant, reader);
    }

    /** A call as the JSON Schema takes it. */
    public String callPattern() {
        return arguments == 0 ? name + "\\s*(\\(\\s*\\))?" : name + "\\s*\\(" + pattern + "\\)";
    }
}
