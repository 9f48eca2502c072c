package datalab.cli.send;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where latitude and longitude stand in the rows of a request's body. Not thread-safe. */
interface PositionCells {

    /** Those of the next row that has both; null at the end. Rows that are broken are passed over: the server judges them. */
    @Nullable
    Pair next() throws IOException;

    /**
     * The two values of one row.
     *
     * @param line of the body on which the row begins, from 1
     */
    record Pair(int line, Cell latitude, Cell longitude) {}

    /** Bytes of a body, from the first to before the last. */
    record Cell(int from, int to) {}
}
