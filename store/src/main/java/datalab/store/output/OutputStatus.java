package datalab.store.output;

import datalab.lab.event.Offsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an output is.
 *
 * @param version of the rows that were read last: it rises while something is published
 * @param published up to where the rows that events have touched are written
 * @param isWhole whether all that was there when somebody asked last, or when it began, has been written
 * @param alarm why it waits; null while all is well
 * @param refused how many rows the target does not take as they are
 * @param examples some of them
 */
public record OutputStatus(
        OutputId output,
        long version,
        Offsets published,
        boolean isWhole,
        @Nullable String alarm,
        long refused,
        List<Refused> examples) {

    /** So many examples at most. */
    public static final int EXAMPLES_MAX = 10;

    public OutputStatus {
        examples = List.copyOf(examples);
    }

    /** A row that the target does not take, by the text of its key. */
    public record Refused(String key, String reason) {}
}
