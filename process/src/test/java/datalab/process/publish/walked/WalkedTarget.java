package datalab.process.publish.walked;

import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real server under a walk: it is written as an output, and read as other programs do. Owned by one thread. */
public interface WalkedTarget extends AutoCloseable {

    /** What keeps late writes out. */
    enum Guard {
        /** Only the writer that was opened last can write. */
        FENCE,
        /** A row of a lower version does not replace one of a higher. */
        VERSIONS,
        /** Nothing. */
        NONE
    }

    OutputTarget target();

    Guard guard();

    /** The rows that are there: a value for each column, texts and numbers as {@code String} and {@code Long}. */
    List<List<@Nullable Object>> seen(OutputTable table);

    /** Loses the marks of rows that were deleted, where versions decide. */
    default void forgetDeletions(OutputTable table) {
        throw new UnsupportedOperationException("it has no versions");
    }

    @Override
    void close();
}
