package datalab.cli.send;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts an input into chunks: the same input always into the same ones. Not thread-safe. */
public interface Chunks {

    /** The next chunk; null at the end. */
    @Nullable
    Chunk next() throws IOException;
}
