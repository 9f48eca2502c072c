package datalab.web.format;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes rows one after the other, so that no more than one is held beside what is written. Owned by one thread. */
public interface RowWriter<T> {
    void write(T row) throws IOException;

    /**
     * Ends the page and hands on all that was written, without closing the stream below.
     *
     * @param after the cursor of the next page, for formats that have a place for it; null where there is none
     */
    void end(@Nullable String after) throws IOException;
}
