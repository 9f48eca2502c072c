package datalab.store.output;

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

    /** So many rows at most are taken by the server together: of more, some may be taken and others not. */
    default int rowsTogether() {
        return ROWS_MAX;
    }

    @Override
    void close();
}
