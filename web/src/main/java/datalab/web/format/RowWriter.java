package datalab.web.format;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows one after the other, so that few are held beside what is written. Owned by one thread, which closes it, ended or
 * not.
 */
public interface RowWriter<T> extends AutoCloseable {
    void write(T row) throws IOException;

    /**
     * Ends the page and hands on all that was written, without closing the stream below.
     *
     * @param after the cursor of the next page, for formats that have a place for it; null where there is none
     */
    void end(@Nullable String after) throws IOException;

    /** Gives back what it holds outside the heap; the stream below stays open. */
    @Override
    default void close() {}
}
