package datalab.cli.send;

import datalab.app.terminal.CommandFailed;
import datalab.ingest.format.CsvRow;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows of CSV as they are, the header repeated on top of each chunk. Blank rows are left out. */
final class CsvChunks implements Chunks {
    private final CsvRow row;
    private final ChunkBuilder chunk = new ChunkBuilder("text/csv");
    private byte @Nullable [] header;
    private int headerLines;

    CsvChunks(InputStream in) {
        this.row = CsvRow.cutting(in, ChunkBuilder.ROW_BYTES_MAX);
    }

    @Override
    public @Nullable Chunk next() throws IOException {
        if (header == null && nextRow()) {
            header = Arrays.copyOfRange(row.bytes(), row.start(), row.start() + row.length());
            headerLines = row.lines();
            checkIsClosed(row.isOpen());
        }
        while (!chunk.isFull() && header != null && nextRow()) {
            checkIsClosed(row.isOpen() && row.overLimit());
            if (chunk.isEmpty()) {
                chunk.addHeader(header, headerLines);
            }
            chunk.addRow(row.bytes(), row.start(), row.length(), row.line(), row.lines());
        }
        return chunk.isEmpty() ? null : chunk.build();
    }

    private boolean nextRow() throws IOException {
        boolean any = row.next();
        while (any && isBlank()) {
            any = row.next();
        }
        return any;
    }

    private boolean isBlank() {
        int at = row.start();
        int end = at + row.length();
        while (at < end && (row.bytes()[at] == ' ' || row.bytes()[at] == '\t')) {
            at++;
        }
        return at == end;
    }

    private void checkIsClosed(boolean open) {
        if (open) {
            throw new CommandFailed("line " + row.line() + ": a quoted cell begins in this row and is never closed");
        }
    }
}
