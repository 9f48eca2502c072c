package datalab.process.retention;

import java.time.Instant;

/** Rows that are kept for a limited time. Any number of processes may delete them at once. Used by one thread. */
public interface ExpiringRows {

    /** What the rows are, for the metrics, such as {@code rejects}. */
    String kind();

    /** Whose rows they are, such as a view with its lab. */
    String name();

    /**
     * Notes durably from when on rows are kept, where readers have to know: they leave out older rows from then on, deleted or
     * not. Comes before {@link #deletePage}, or a reader sees rows that are gone a moment later.
     */
    void raise(Instant now);

    /** Deletes some of the rows that are too old, a bounded number in one transaction; answers how many. */
    int deletePage(Instant now);
}
