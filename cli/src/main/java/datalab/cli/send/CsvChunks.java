package datalab.cli.send;

import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of CSV, the header repeated on top of each chunk. A quoted value may hold line ends. */
final class CsvChunks implements Chunks {
    /** A row with more is one whose quotes are not closed; far above what the server takes as one event. */
    private static final int ROW_BYTES_MAX = LineReader.LINE_BYTES_MAX;

    private final LineReader lines;
    private final ChunkBuilder chunk = new ChunkBuilder("text/csv");
    private final List<byte[]> header = new ArrayList<>();
    private int rowBegins;

    CsvChunks(LineReader lines) {
        this.lines = lines;
    }

    @Override
    public @Nullable Chunk next() throws IOException {
        if (!hasHeader()) {
            return null;
        }
        boolean quoted = false;
        while ((quoted || !chunk.isFull()) && lines.next()) {
            if (!quoted && lines.isBlank()) {
                continue;
            }
            if (chunk.isEmpty() && !quoted) {
                header.forEach(line -> chunk.add(line, line.length, 1, false));
            }
            boolean isRow = !quoted;
            quoted = endsQuoted(lines.bytes(), lines.length(), quoted);
            if (isRow) {
                rowBegins = lines.number();
            }
            add(quoted, isRow);
        }
        return chunk.isEmpty() ? null : chunk.build();
    }

    /** Keeps line ends within quotes as they are: they belong to a value. */
    private void add(boolean quoted, boolean isRow) {
        if (chunk.bytes() > ROW_BYTES_MAX) {
            throw notClosed(rowBegins);
        }
        chunk.add(lines.bytes(), quoted ? lines.lengthWithEnd() : lines.length(), lines.number(), isRow);
    }

    private boolean hasHeader() throws IOException {
        if (header.isEmpty()) {
            readHeader();
        }
        return !header.isEmpty();
    }

    private void readHeader() throws IOException {
        boolean quoted = false;
        long bytes = 0;
        while ((header.isEmpty() || quoted) && lines.next()) {
            if (quoted || !lines.isBlank()) {
                quoted = endsQuoted(lines.bytes(), lines.length(), quoted);
                header.add(Arrays.copyOf(lines.bytes(), quoted ? lines.lengthWithEnd() : lines.length()));
                bytes += lines.length();
            }
            if (quoted && bytes > ROW_BYTES_MAX) {
                throw notClosed(1);
            }
        }
        if (quoted) {
            throw notClosed(1);
        }
        header.replaceAll(line -> line == header.getFirst() ? withoutByteOrderMark(line) : line);
    }

    private static CommandFailed notClosed(int line) {
        return new CommandFailed("line " + line + ": a quoted cell begins in this row and is never closed");
    }

    /** Whether a quoted value goes on after this line. A quote counts where a value begins, as in RFC 4180. */
    private static boolean endsQuoted(byte[] line, int length, boolean quotedBefore) {
        boolean quoted = quotedBefore;
        boolean valueBegins = !quotedBefore;
        for (int i = 0; i < length; i++) {
            if (line[i] == '"' && (quoted || valueBegins)) {
                quoted = !quoted;
                // A doubled quote inside a quoted value closes and opens it again at once.
                valueBegins = !quoted && i + 1 < length && line[i + 1] == '"';
            } else {
                valueBegins = !quoted && line[i] == ',';
            }
        }
        return quoted;
    }

    private static byte[] withoutByteOrderMark(byte[] line) {
        boolean marked = line.length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(line, 3, line.length) : line;
    }
}
