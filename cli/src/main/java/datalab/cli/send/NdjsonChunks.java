package datalab.cli.send;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One JSON object a line, passed on as it is; blank lines are left out. */
final class NdjsonChunks implements Chunks {
    static final String CONTENT_TYPE = "application/x-ndjson";

    private final LineReader lines;
    private final ChunkBuilder chunk = new ChunkBuilder(CONTENT_TYPE);

    NdjsonChunks(LineReader lines) {
        this.lines = lines;
    }

    @Override
    public @Nullable Chunk next() throws IOException {
        while (!chunk.isFull() && lines.next()) {
            if (!lines.isBlank()) {
                chunk.add(lines.bytes(), lines.length(), lines.number(), true);
            }
        }
        return chunk.isEmpty() ? null : chunk.build();
    }
}
