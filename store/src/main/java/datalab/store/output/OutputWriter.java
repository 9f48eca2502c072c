package datalab.store.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the rows of one output. Owned by one thread. A row never goes back: what a writer that was opened before this one
 * still writes, or what comes late of it, is refused by the server, or does not replace a row of a higher version.
 */
public interface OutputWriter extends AutoCloseable {

    /** So many rows at most are written at once. */
    int ROWS_MAX = 1_000;

    /**
     * Writes rows, each of another key, to last: when it returns, the server has them.
     *
     * @param version higher than any written before by this output
     * @return the rows that the server refuses for what they hold; the others are written
     * @throws OutputFenced where another has been opened
     */
    List<RefusedRow> write(long version, List<OutputRow> rows);

    /**
     * Tells rows, any number of them, but those that were acknowledged before: when it returns, the server has them. What is
     * acknowledged before it fails is not told again.
     *
     * @return as {@link #write}
     */
    default List<RefusedRow> tell(long version, List<OutputRow> rows, Acknowledgements acknowledged) {
        List<RefusedRow> refused = new ArrayList<>();
        for (OutputRow row : rows) {
            if (!acknowledged.has(row)) {
                List<RefusedRow> refusal = write(version, List.of(row));
                refused.addAll(refusal);
                if (refusal.isEmpty()) {
                    acknowledged.add(row);
                }
            }
        }
        return refused;
    }

    @Override
    void close();
}
