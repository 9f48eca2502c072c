package datalab.web.points;

import java.util.List;

/**
 * How many rows a chart wants.
 *
 * @param each the approximate number of rows of each key; a key with fewer is returned in full
 * @param columns the numbers whose extremes are kept
 */
public record Points(int each, List<String> columns) {
    /** The first and the last row of a bucket. */
    private static final int ENDS = 2;

    public Points {
        columns = List.copyOf(columns);
    }

    /** How many buckets the period has: as many as rows are wanted, where each gives as many as it can. */
    int buckets() {
        return Math.max(1, each / (ENDS + 2 * columns.size()));
    }
}
