package datalab.cli.send;

import datalab.ingest.format.NdjsonRow;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** One JSON object a line, passed on as it is; blank lines are left out. */
final class NdjsonChunks implements Chunks {
    static final String CONTENT_TYPE = "application/x-ndjson";

    private final NdjsonRow row;
    private final ChunkBuilder chunk = new ChunkBuilder(CONTENT_TYPE);

    NdjsonChunks(InputStream in) {
        this.row = NdjsonRow.cutting(in, ChunkBuilder.ROW_BYTES_MAX);
    }

    @Override
    public @Nullable Chunk next() throws IOException {
        while (!chunk.isFull() && row.next()) {
            chunk.addRow(row.bytes(), row.start(), row.length(), row.line(), 1);
        }
        return chunk.isEmpty() ? null : chunk.build();
    }
}
